using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ProtoSockets.Analyzers;
using ProtoSockets.Analyzers.Flow;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>PSOCK2010: starts the object once it is configured. A server that was never bound gets no fix: nobody but its author knows the address.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NeverStartedCodeFix)), Shared]
public sealed class NeverStartedCodeFix() : EndOfLifeCodeFix(DiagnosticIds.NeverStarted)
{
    private protected override FixPlan? Plan(DeclarationSite site)
    {
        if (LifecycleSymbols.TryCreate(site.Model.Compilation) is not { } symbols)
        {
            return null;
        }

        var rules = new LifecycleRules(symbols);
        var tracked = new CreatedObject(site.Kind, LifecycleStates.Created);
        if (rules.StartOf(tracked, site.Local.Type) is not { } start || LastConfiguration(site) is not { } point)
        {
            return null;
        }

        LifecycleOperation row = rules.Find(tracked, start, MemberAccess.Call, []);
        bool runsOn = row.Produces == LifecycleStates.Listening && start.ReturnType.Name == "Task" && !IsLast(site, point);
        if (IsWrong(row, site.States) || CallOf(site, start, point, runsOn) is not { } call)
        {
            return null;
        }

        return new FixPlan($"Call '{site.Local.Name}.{start.Name}'", "Start", root => StatementEdits.InsertAfter(root, point, call));
    }

    private static bool IsWrong(LifecycleOperation row, LifecycleStates states) =>
        row.Violations.Any(violation => (violation.States & states) != LifecycleStates.None);

    private static string? CallOf(DeclarationSite site, IMethodSymbol start, StatementSyntax point, bool runsOn)
    {
        if (ArgumentOf(site, start, point) is not { } argument)
        {
            return null;
        }

        string call = $"{site.Local.Name}.{start.Name}({argument})";
        if (!AnnotatedTypes.IsTask(start.ReturnType))
        {
            return call + ";";
        }

        if (!runsOn)
        {
            return CodeContext.IsAsynchronous(point) ? $"await {call};" : null;
        }

        // What runs until it is stopped must not hold up the code behind it.
        return site.Model.LookupSymbols(point.SpanStart, name: "running").IsEmpty ? $"Task running = {call};" : null;
    }

    /// <summary>The argument to start with: the token at hand, or nothing.</summary>
    private static string? ArgumentOf(DeclarationSite site, IMethodSymbol start, StatementSyntax point)
    {
        if (start.Parameters.Length == 1 && start.Parameters[0] is { Type.Name: "CancellationToken" } token)
        {
            return CodeContext.TokenAt(site.Model, point) ?? (token.IsOptional ? string.Empty : "CancellationToken.None");
        }

        return start.Parameters.All(static parameter => parameter.IsOptional) ? string.Empty : null;
    }

    /// <summary>The last statement of the block that prepares the object: what only closes it does not count.</summary>
    private static StatementSyntax? LastConfiguration(DeclarationSite site)
    {
        StatementSyntax? last = null;
        foreach (StatementSyntax statement in site.Block.Statements)
        {
            if (statement != site.Declaration && (!site.Mentions(statement).Any() || IsClose(statement, site)))
            {
                continue;
            }

            if (statement is not (LocalDeclarationStatementSyntax or ExpressionStatementSyntax))
            {
                return null;
            }

            last = statement;
        }

        return last;
    }

    private static bool IsLast(DeclarationSite site, StatementSyntax point) =>
        site.Block.Statements.Skip(site.Block.Statements.IndexOf(point) + 1).All(statement => statement is LocalFunctionStatementSyntax || IsClose(statement, site));

    private static bool IsClose(StatementSyntax statement, DeclarationSite site) =>
        statement is ExpressionStatementSyntax && site.Mentions(statement).Any(static name =>
            name.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Stop" or "Close" or "Dispose" or "DisposeAsync" or "CloseAsync" });
}
