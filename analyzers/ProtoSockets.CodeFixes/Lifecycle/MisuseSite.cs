using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers.Flow;

namespace ProtoSockets.CodeFixes.Lifecycle;

/// <summary>A member that is used in the wrong state, with the statements around it.</summary>
internal sealed class MisuseSite
{
    private MisuseSite(SemanticModel model, ILocalSymbol local, string member, StatementSyntax statement, BlockSyntax block, Diagnostic diagnostic)
    {
        Model = model;
        Local = local;
        Member = member;
        Statement = statement;
        Block = block;
        Kind = diagnostic.Properties.TryGetValue(LifecycleProperties.Kind, out string? kind) && Enum.TryParse(kind, out TrackedKind parsed) ? parsed : TrackedKind.OtherSocket;
        States = diagnostic.Properties.TryGetValue(LifecycleProperties.States, out string? states) && Enum.TryParse(states, out LifecycleStates set) ? set : LifecycleStates.Any;
        CreationSpan = diagnostic.AdditionalLocations.Count > 0 ? diagnostic.AdditionalLocations[0].SourceSpan : default;
    }

    /// <summary>The semantic model of the document.</summary>
    public SemanticModel Model { get; }

    /// <summary>The variable that holds the object.</summary>
    public ILocalSymbol Local { get; }

    /// <summary>The name of the member.</summary>
    public string Member { get; }

    /// <summary>The statement that uses the member; its parent is <see cref="Block"/>.</summary>
    public StatementSyntax Statement { get; }

    /// <summary>The block of the statement.</summary>
    public BlockSyntax Block { get; }

    /// <summary>What the object is.</summary>
    public TrackedKind Kind { get; }

    /// <summary>The states that it may be in.</summary>
    public LifecycleStates States { get; }

    /// <summary>Where the object is created.</summary>
    public TextSpan CreationSpan { get; }

    /// <summary>The index of the statement in its block.</summary>
    public int Index => Block.Statements.IndexOf(Statement);

    /// <summary>The syntax that creates the object.</summary>
    public ExpressionSyntax? Creation =>
        Block.SyntaxTree.GetRoot().FindNode(CreationSpan, getInnermostNodeForTie: true) as ExpressionSyntax;

    /// <summary>Looks up what a diagnostic is about.</summary>
    /// <param name="root">The root of the document.</param>
    /// <param name="model">Its semantic model.</param>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The site; null if it is not of a shape that fixes can deal with: a member of a local variable in a statement of a block.</returns>
    public static MisuseSite? Find(SyntaxNode root, SemanticModel model, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        SyntaxNode node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        ExpressionSyntax? receiver = node switch
        {
            SimpleNameSyntax { Parent: MemberAccessExpressionSyntax access } name when access.Name == name => access.Expression,
            IdentifierNameSyntax { Parent: ArgumentSyntax } name => name,
            _ => null,
        };
        if (receiver is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Client" or "Server", Expression: IdentifierNameSyntax outer })
        {
            receiver = outer;
        }

        if (receiver is not IdentifierNameSyntax identifier || model.GetSymbolInfo(identifier, cancellationToken).Symbol is not ILocalSymbol local)
        {
            return null;
        }

        StatementSyntax? statement = node.AncestorsAndSelf().OfType<StatementSyntax>().FirstOrDefault(static candidate => candidate.Parent is BlockSyntax);
        return statement?.Parent is BlockSyntax block ? new MisuseSite(model, local, node.ToString(), statement, block, diagnostic) : null;
    }

    /// <summary>The call that a statement consists of, if it is one of these members of the object, awaited or not.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="members">The members.</param>
    /// <returns>The call, or null.</returns>
    public InvocationExpressionSyntax? CallIn(StatementSyntax statement, params string[] members)
    {
        if (statement is not ExpressionStatementSyntax { Expression: var expression })
        {
            return null;
        }

        if (expression is AwaitExpressionSyntax { Expression: var awaited })
        {
            expression = awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner } } ? inner : awaited;
        }

        return expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call && IsObject(access.Expression)
            && Array.IndexOf(members, access.Name.Identifier.ValueText) >= 0
                ? call
                : null;
    }

    /// <summary>Whether the expression is the object, or the socket inside of it.</summary>
    /// <param name="expression">The expression.</param>
    /// <returns>True if it is.</returns>
    public bool IsObject(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == Local.Name && SymbolEqualityComparer.Default.Equals(Model.GetSymbolInfo(identifier).Symbol, Local),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Client" or "Server" } access => IsObject(access.Expression),
        _ => false,
    };

    /// <summary>Whether the statement mentions the object.</summary>
    /// <param name="statement">The statement.</param>
    /// <returns>True if it does.</returns>
    public bool Mentions(StatementSyntax statement) => statement.DescendantNodes().OfType<IdentifierNameSyntax>().Any(IsObject);

    /// <summary>The index of the first statement after the misuse, in the same block, that is a call of one of these members.</summary>
    /// <param name="members">The members.</param>
    /// <returns>The index; -1 if there is none.</returns>
    public int IndexOfLaterCall(params string[] members)
    {
        for (int index = Index + 1; index < Block.Statements.Count; index++)
        {
            if (CallIn(Block.Statements[index], members) is not null)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>
    /// Whether a statement may change places with the statements from one index up to (not including) another: neither needs what the other writes or declares,
    /// and control does not leave in between.
    /// </summary>
    /// <param name="moved">The statement.</param>
    /// <param name="from">The first of the others.</param>
    /// <param name="to">Behind the last of the others.</param>
    /// <returns>True if it may.</returns>
    public bool CanPass(StatementSyntax moved, int from, int to)
    {
        if (from >= to)
        {
            return true;
        }

        StatementSyntax first = Block.Statements[from];
        StatementSyntax last = Block.Statements[to - 1];
        DataFlowAnalysis? own = Model.AnalyzeDataFlow(moved);
        DataFlowAnalysis? others = Model.AnalyzeDataFlow(first, last);
        ControlFlowAnalysis? control = Model.AnalyzeControlFlow(first, last);
        if (own is not { Succeeded: true } || others is not { Succeeded: true } || control is not { Succeeded: true })
        {
            return false;
        }

        return control.ReturnStatements.IsEmpty && control.ExitPoints.IsEmpty && control.EndPointIsReachable
            && !Overlap(own.ReadInside, others.WrittenInside)
            && !Overlap(own.ReadInside, others.VariablesDeclared)
            && !Overlap(own.WrittenInside, others.ReadInside)
            && !Overlap(own.WrittenInside, others.WrittenInside)
            && !Overlap(own.VariablesDeclared, others.ReadInside)
            && !Overlap(own.VariablesDeclared, others.Captured);
    }

    /// <summary>
    /// Where a statement has to go so that it runs once before the misuse: right before it, or before the loop around it, if the object lives outside of the loop.
    /// </summary>
    /// <returns>The statement to insert before; null if there is no place for it.</returns>
    public StatementSyntax? InsertionPoint()
    {
        StatementSyntax point = Statement;
        foreach (SyntaxNode ancestor in Statement.Ancestors())
        {
            switch (ancestor)
            {
                case BlockSyntax block when Declares(block):
                    return point;
                case StatementSyntax loop and (CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax):
                    if (loop.Parent is not BlockSyntax)
                    {
                        return null;
                    }

                    point = loop;
                    break;
                case UsingStatementSyntax { Declaration: { } declaration } when declaration.Variables.Any(IsDeclaration):
                    return point;
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax:
                    return null;
            }
        }

        return null;
    }

    private static bool Overlap(ImmutableArray<ISymbol> left, ImmutableArray<ISymbol> right) =>
        left.Any(symbol => right.Contains(symbol, SymbolEqualityComparer.Default));

    private bool Declares(BlockSyntax block) =>
        block.Statements.OfType<LocalDeclarationStatementSyntax>().Any(declaration => declaration.Declaration.Variables.Any(IsDeclaration));

    private bool IsDeclaration(VariableDeclaratorSyntax variable) => Local.DeclaringSyntaxReferences.Any(reference => reference.Span == variable.Span);
}
