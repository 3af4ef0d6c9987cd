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

    /// <summary>One application accepts everything.</summary>
    /// <returns>Nothing.</returns>
    public override FixAllProvider? GetFixAllProvider() => null;

    /// <inheritdoc/>
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Project project = context.TextDocument.Project;
        if (LockOf(project) is { } file)
        {
            context.RegisterCodeFix(
                CodeAction.Create($"Accept the present layout into {file.Name}", cancellation => AcceptAsync(project, file, cancellation), equivalenceKey: nameof(WireLockCodeFix)),
                context.Diagnostics);
        }

        return Task.CompletedTask;
    }

    private static TextDocument? LockOf(Project project) => project.AdditionalDocuments
        .Where(static document => (document.FilePath ?? document.Name).EndsWith(WireLock.Extension, StringComparison.OrdinalIgnoreCase))
        .OrderBy(static document => document.FilePath ?? document.Name, StringComparer.Ordinal)
        .FirstOrDefault();

    private static async Task<Solution> AcceptAsync(Project project, TextDocument file, CancellationToken cancellation)
    {
        // A definition that is wrong has no layout: it would be lost from the lock.
        return await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is { } compilation
            && ProjectLayout.Of(compilation, cancellation) is { Unknown.Count: 0 } layout
            ? project.Solution.WithAdditionalDocumentText(file.Id, SourceText.From(layout.Text, System.Text.Encoding.UTF8))
            : project.Solution;
    }
}
