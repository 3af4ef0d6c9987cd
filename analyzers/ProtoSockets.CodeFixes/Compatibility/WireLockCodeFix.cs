using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Analyzers;
using ProtoSockets.Schema.Locks;

namespace ProtoSockets.CodeFixes.Compatibility;

/// <summary>PSOCK5001 and PSOCK5002: writes the present layout into the project's wire lock, as a build with <c>-p:UpdateWireLock=true</c> does.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, DocumentKinds = [nameof(TextDocumentKind.Document), nameof(TextDocumentKind.AdditionalDocument)], Name = nameof(WireLockCodeFix)), Shared]
public sealed class WireLockCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [DiagnosticIds.WireBreakingChange, DiagnosticIds.StaleWireLock];

    /// <summary>One application accepts all of its project: only over a solution there is more to do.</summary>
    /// <returns>What does it.</returns>
    public override FixAllProvider GetFixAllProvider() => AcceptAll.Instance;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Project project = context.TextDocument.Project;
        if (LockOf(project) is { } file)
        {
            context.RegisterCodeFix(
                CodeAction.Create($"Accept the present layout into {file.Name}", cancellation => AcceptAsync(project.Solution, project.Id, cancellation), equivalenceKey: nameof(WireLockCodeFix)),
                context.Diagnostics);
        }

        return Task.CompletedTask;
    }

    private static TextDocument? LockOf(Project project) => project.AdditionalDocuments
        .Where(static document => (document.FilePath ?? document.Name).EndsWith(WireLock.Extension, StringComparison.OrdinalIgnoreCase))
        .OrderBy(static document => document.FilePath ?? document.Name, StringComparer.Ordinal)
        .FirstOrDefault();

    private static async Task<Solution> AcceptAsync(Solution solution, ProjectId id, CancellationToken cancellation)
    {
        // A definition that is wrong has no layout: it would be lost from the lock.
        return solution.GetProject(id) is { } project && LockOf(project) is { } file
            && await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is { } compilation
            && ProjectLayout.Of(compilation, cancellation) is { Unknown.Count: 0 } layout
            ? solution.WithAdditionalDocumentText(file.Id, SourceText.From(layout.Text, System.Text.Encoding.UTF8))
            : solution;
    }

    private sealed class AcceptAll : FixAllProvider
    {
        public static readonly AcceptAll Instance = new();

        public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

        public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(
            CodeAction.Create("Accept the present layout", cancellation => AcceptAsync(fixAllContext, cancellation), equivalenceKey: nameof(WireLockCodeFix)));

        private static async Task<Solution> AcceptAsync(FixAllContext context, CancellationToken cancellation)
        {
            if (context.Scope != FixAllScope.Solution)
            {
                return await WireLockCodeFix.AcceptAsync(context.Solution, context.Project.Id, cancellation).ConfigureAwait(false);
            }

            Solution solution = context.Solution;
            foreach (Project project in context.Solution.Projects)
            {
                // A lock that nothing differs from keeps its text, whoever wrote it.
                if (!(await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false)).IsEmpty)
                {
                    solution = await WireLockCodeFix.AcceptAsync(solution, project.Id, cancellation).ConfigureAwait(false);
                }
            }

            return solution;
        }
    }
}
