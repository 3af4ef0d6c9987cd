using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using ProtoSockets.Schema;
using ProtoSockets.Schema.Locks;

namespace ProtoSockets.Analyzers.Compatibility;

/// <summary>
/// PSOCK5001 and PSOCK5002: compares the project's definitions with its wire lock. A project without one has not asked for it. What differs is reported where it is
/// declared; what is no longer declared, at its protocol or at its line of the lock.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WireLockAnalyzer() : RuleAnalyzer(DiagnosticDescriptors.WireBreakingChange, DiagnosticDescriptors.StaleWireLock)
{
    /// <summary>The property by which a build that writes the lock says so: it accepts what differs.</summary>
    public const string UpdateOption = "build_property.UpdateWireLock";

    private protected override void Start(CompilationStartAnalysisContext start)
    {
        bool isUpdate = start.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue(UpdateOption, out string? update)
            && string.Equals(update, "true", StringComparison.OrdinalIgnoreCase);
        AdditionalText[] locks = [.. LocksOf(start.Options.AdditionalFiles)];
        if (isUpdate || locks.Length == 0 || start.Compilation.GetTypeByMetadataName("ProtoSockets.ProtocolAttribute") is null)
        {
            return;
        }

        AdditionalText file = locks[0];

        // What a cancelled analysis leaves behind must not stay: PublicationOnly keeps no exception.
        Lazy<Findings> findings = new(
            () => Findings.Of(start.Compilation, file.GetText(start.CancellationToken), start.CancellationToken), LazyThreadSafetyMode.PublicationOnly);
        start.RegisterSymbolAction(symbol => Report(symbol, findings), SymbolKind.NamedType);
        start.RegisterAdditionalFileAction(additional => Report(additional, file, locks, findings));
    }

    /// <summary>The locks among a project's additional files, in the order of their names: the first one counts.</summary>
    internal static IEnumerable<AdditionalText> LocksOf(ImmutableArray<AdditionalText> files) => files
        .Where(static file => file.Path.EndsWith(WireLock.Extension, StringComparison.OrdinalIgnoreCase))
        .OrderBy(static file => file.Path, StringComparer.Ordinal);

    /// <summary>Reports what differs in a type of the project.</summary>
    private static void Report(SymbolAnalysisContext context, Lazy<Findings> findings)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)context.Symbol;
        string name = Shapes.Name(type.FullName());
        foreach (WireDifference difference in findings.Value.Differences.Where(difference => (difference.Record ?? difference.Protocol) == name))
        {
            ISymbol symbol = difference.Member is { } member ? MemberOf(type, member) ?? type : type;
            Location place = symbol.Locations.FirstOrDefault(static location => location.IsInSource) ?? Location.None;
            context.ReportDiagnostic(ToDiagnostic(difference, place));
        }
    }

    /// <summary>Reports what is in the lock only.</summary>
    private static void Report(AdditionalFileAnalysisContext context, AdditionalText file, AdditionalText[] locks, Lazy<Findings> findings)
    {
        int index = Array.FindIndex(locks, candidate => candidate.Path == context.AdditionalFile.Path);
        if (index > 0)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.StaleWireLock, LineOf(context.AdditionalFile, null, 0), Path.GetFileName(locks[index].Path), $"is not looked at: the lock of this project is '{Path.GetFileName(file.Path)}'"));
        }

        if (index != 0)
        {
            return;
        }

        SourceText? text = file.GetText(context.CancellationToken);
        foreach (int number in findings.Value.Unreadable)
        {
            Location place = LineOf(file, text, number);
            string line = text?.Lines[number].ToString().Trim() ?? string.Empty;
            context.ReportDiagnostic(Diagnostic.Create(
                DiagnosticDescriptors.StaleWireLock, place, DiagnosticSeverity.Warning, additionalLocations: null, properties: null, line, "is no line of a wire lock, so that nothing is checked against it"));
        }

        foreach (WireDifference difference in findings.Value.Differences.Where(static difference => difference.Record is null && difference.Protocol is null))
        {
            context.ReportDiagnostic(ToDiagnostic(difference, LineOf(file, text, difference.LineNumber)));
        }
    }

    private static Diagnostic ToDiagnostic(WireDifference difference, Location place) => Diagnostic.Create(
        difference.Breaks ? DiagnosticDescriptors.WireBreakingChange : DiagnosticDescriptors.StaleWireLock, place, difference.Subject, difference.Text);

    /// <summary>The property, or the parameter that declares it.</summary>
    private static ISymbol? MemberOf(INamedTypeSymbol type, string name) =>
        type.GetMembers(name).FirstOrDefault(static member => member is IPropertySymbol && !member.IsImplicitlyDeclared && !member.IsGenerated())
        ?? type.InstanceConstructors.SelectMany(static constructor => constructor.Parameters).FirstOrDefault(parameter => parameter.Name == name)
        ?? type.GetMembers(name).FirstOrDefault();

    private static Location LineOf(AdditionalText file, SourceText? text, int number)
    {
        if (text is null || number < 0 || number >= text.Lines.Count)
        {
            return Location.Create(file.Path, default, default);
        }

        TextSpan span = text.Lines[number].Span;
        return Location.Create(file.Path, span, text.Lines.GetLinePositionSpan(span));
    }

    /// <summary>What a comparison found.</summary>
    private sealed record Findings(IReadOnlyList<WireDifference> Differences, IReadOnlyList<int> Unreadable)
    {
        public static Findings Of(Compilation compilation, SourceText? text, CancellationToken cancellation)
        {
            ProjectLayout layout = ProjectLayout.Of(compilation, cancellation);
            WireLock locked = WireLock.Parse(text?.ToString() ?? string.Empty);
            HashSet<string> names = new(TypeNames(compilation.Assembly.GlobalNamespace), StringComparer.Ordinal);
            return new Findings(WireLockComparison.Of(locked, WireLock.Parse(layout.Text), layout.Unknown, names.Contains), locked.Unreadable);
        }

        private static IEnumerable<string> TypeNames(INamespaceOrTypeSymbol container)
        {
            foreach (INamespaceOrTypeSymbol member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
            {
                if (member is INamedTypeSymbol type)
                {
                    yield return Shapes.Name(type.FullName());
                }

                foreach (string name in TypeNames(member))
                {
                    yield return name;
                }
            }
        }
    }
}
