using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;
using ProtoSockets.CodeFixes.Network;

namespace ProtoSockets.CodeFixes.Reliability;

/// <summary>PSOCK4010: awaits instead of blocking, in a method that is asynchronous or can become so without any other change than how it gives its result.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BlockingHandlerCodeFix)), Shared]
public sealed class BlockingHandlerCodeFix() : TextCodeFix(DiagnosticIds.BlockingHandler)
{
    private protected override TextFixPlan? Plan(FixSite site)
    {
        if (site.Node is not SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access }
            || access.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method
            || access.Ancestors().TakeWhile(ancestor => ancestor != method).Any(static ancestor => ancestor is LockStatementSyntax)
            || HoldsSpans(method, site.Model)
            || Awaited(access, site.Model) is not { } awaited)
        {
            return null;
        }

        string text = awaited.Whole.Parent is MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ConditionalAccessExpressionSyntax or InvocationExpressionSyntax or PostfixUnaryExpressionSyntax
            ? $"(await {awaited.Text})"
            : $"await {awaited.Text}";
        var here = new TextChange(awaited.Whole.Span, text);
        if (method.Modifiers.Any(SyntaxKind.AsyncKeyword))
        {
            return new TextFixPlan("Await instead of blocking", "Await", here);
        }

        return AsyncConversion.Of(method, site.Model, here) is { } changes ? new TextFixPlan("Await instead of blocking", "Await", changes) : null;
    }

    /// <summary>Whether a variable can't live across an await, which the compiler says only when it emits.</summary>
    private static bool HoldsSpans(MethodDeclarationSyntax method, SemanticModel model) => method.DescendantNodes()
        .Any(node => node is VariableDeclaratorSyntax or SingleVariableDesignationSyntax && model.GetDeclaredSymbol(node) is ILocalSymbol { Type.IsRefLikeType: true } or ILocalSymbol { IsRef: true });

    /// <summary>What to await, and what it takes the place of.</summary>
    private static (ExpressionSyntax Whole, string Text)? Awaited(MemberAccessExpressionSyntax access, SemanticModel model)
    {
        if (access.Name.Identifier.ValueText == "Result")
        {
            return (access, access.Expression.ToString());
        }

        if (access.Parent is not InvocationExpressionSyntax call || model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
        {
            return null;
        }

        string arguments = string.Join(", ", call.ArgumentList.Arguments);
        string task = NetworkSite.TypeName(model, call.SpanStart, "System.Threading.Tasks", "Task");
        return (method.ContainingType.Name, method.Name) switch
        {
            ("Task" or "ValueTask", "Wait") when arguments.Length == 0 => (call, access.Expression.ToString()),
            ("Task", "WaitAll") when method.ReturnType.SpecialType == SpecialType.System_Void && method.Parameters.Length == 1 => (call, $"{task}.WhenAll({arguments})"),
            (_, "GetResult") when access.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "GetAwaiter", Expression: var awaited } } =>
                (call, awaited.ToString()),
            ("Thread", "Sleep") => (call, $"{task}.Delay({WithToken(arguments)})"),
            ("SemaphoreSlim", "Wait") when method.Parameters.IsEmpty => (call, $"{access.Expression}.WaitAsync({WithToken(arguments)})"),
            ("Task" or "ValueTask" or "Thread" or "SemaphoreSlim", _) or (_, "WaitOne") => null,
            (_, var name) => (call, $"{access.Expression}.{name}Async({(TakesToken(method) ? WithToken(arguments) : arguments)})"),
        };

        string WithToken(string given) => CodeContext.TokenAt(model, call) is not { } token ? given : given.Length == 0 ? token : $"{given}, {token}";
    }

    private static bool TakesToken(IMethodSymbol method) => method.ContainingType.GetMembers(method.Name + "Async").OfType<IMethodSymbol>()
        .Any(candidate => candidate.Parameters.Length == method.Parameters.Length + 1 && candidate.Parameters[candidate.Parameters.Length - 1].Type.Name == "CancellationToken");
}
