using System.Collections.Immutable;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Schema;

namespace ProtoSockets.Analyzers.Tests;

/// <summary>Ties ids, descriptors, analyzers, fixes, pages, their index and the release tracking together: what is added in one place is missed in the others.</summary>
public sealed partial class CatalogueTests
{
    private static readonly ImmutableArray<string> Ids =
    [
        .. ConstantsOf(typeof(DiagnosticIds)).Select(static field => (string)field.GetRawConstantValue()!)
            .Concat(ProblemIds.All.Select(static kind => kind.Id).Distinct(StringComparer.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static readonly ImmutableArray<DiagnosticDescriptor> Descriptors =
    [
        .. typeof(DiagnosticDescriptors).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(static field => field.FieldType == typeof(DiagnosticDescriptor))
            .Select(static field => (DiagnosticDescriptor)field.GetValue(null)!)
            .Concat(DiagnosticDescriptors.Definition.Values),
    ];

    internal static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers =
        [.. InstancesOf<DiagnosticAnalyzer>(typeof(DiagnosticIds).Assembly)];

    internal static readonly ImmutableArray<CodeFixProvider> Fixes =
        [.. InstancesOf<CodeFixProvider>(typeof(ProtoSockets.CodeFixes.Lifecycle.AcceptBeforeListeningCodeFix).Assembly)];

    public static TheoryData<string> AllIds => [.. Ids];

    [Fact]
    public void Ids_have_the_form_that_users_know() => Assert.All(Ids, static id => Assert.Matches("^PSOCK[1-5][0-9]{3}$", id));

    [Fact]
    public void Each_id_is_given_once() => Assert.Equal(Ids.Distinct(StringComparer.Ordinal), Ids);

    [Fact]
    public void Each_id_has_one_descriptor_and_each_descriptor_an_id() =>
        Assert.Equal(Ids, Descriptors.Select(static descriptor => descriptor.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void Each_id_is_reported_by_one_analyzer() =>
        Assert.Equal(Ids, Analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics).Select(static descriptor => descriptor.Id).Order(StringComparer.Ordinal));

    /// <summary>The corpus and the look-alikes run them all.</summary>
    [Fact]
    public void Each_rule_of_use_is_tested_on_code_as_people_write_it() =>
        Assert.Equal(Ids.Where(RulesOfUse.IsOfUse), RulesOfUse.All.Select(static analyzer => Assert.Single(analyzer.SupportedDiagnostics).Id));

    [Fact]
    public void Fixes_are_for_ids_that_exist() =>
        Assert.All(Fixes.SelectMany(static fix => fix.FixableDiagnosticIds), static id => Assert.Contains(id, Ids));

    [Theory]
    [MemberData(nameof(AllIds))]
    public void An_id_has_a_page_with_its_title_and_all_sections(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.Single(candidate => candidate.Id == id);
        Assert.Equal($"https://github.com/protosockets/protosockets/blob/main/docs/rules/{id}.md", descriptor.HelpLinkUri);

        string page = File.ReadAllText(PagePath(id));
        Assert.StartsWith($"# {id}: {descriptor.Title.ToString(CultureInfo.InvariantCulture)}\n", page, StringComparison.Ordinal);
        string[] sections = [.. SectionPattern().Matches(page).Select(static match => match.Groups["name"].Value)];
        string[] required = id.StartsWith("PSOCK1", StringComparison.Ordinal)
            ? ["Cause", "Example", "Fix", "Deliberately not flagged", "Configure or suppress"]
            : ["Cause", "What happens at run time", "Example", "Fix", "Deliberately not flagged", "Configure or suppress"];
        Assert.Equal(required, sections.Intersect(required, StringComparer.Ordinal));
        Assert.Contains($"| Severity | {descriptor.DefaultSeverity}", page, StringComparison.Ordinal);
        Assert.Contains($"| Category | {descriptor.Category} |", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllIds))]
    public void An_id_has_a_row_in_the_index(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.Single(candidate => candidate.Id == id);
        string fix = Fixes.Any(candidate => candidate.FixableDiagnosticIds.Contains(id)) ? "yes" : "-";
        string row = $"| [{id}]({id}.md) | {descriptor.Title.ToString(CultureInfo.InvariantCulture)} | {descriptor.DefaultSeverity} | {fix} |";
        Assert.Contains(row, File.ReadAllLines(Path.Combine(Root, "docs", "rules", "README.md")));
        Assert.Equal(fix == "-", File.ReadAllText(PagePath(id)).Contains("\n| Code fix | none |\n", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(AllIds))]
    public void An_id_is_tracked_by_release(string id)
    {
        DiagnosticDescriptor descriptor = Descriptors.Single(candidate => candidate.Id == id);
        string[] rows =
        [
            .. new[] { "AnalyzerReleases.Shipped.md", "AnalyzerReleases.Unshipped.md" }
                .SelectMany(static file => File.ReadAllLines(Path.Combine(Root, "analyzers", "ProtoSockets.Analyzers", file)))
                .Where(line => line.StartsWith(id + " ", StringComparison.Ordinal)),
        ];
        Assert.Equal([$"{id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title.ToString(CultureInfo.InvariantCulture)}"], rows);
    }

    [Fact]
    public void There_is_no_page_without_an_id() =>
        Assert.Equal(Ids, Directory.GetFiles(Path.Combine(Root, "docs", "rules"), "PSOCK*.md").Select(static path => Path.GetFileNameWithoutExtension(path)!).Order(StringComparer.Ordinal));

    /// <summary>The path of a file of the repository.</summary>
    internal static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    internal static string PagePath(string id) => Path.Combine(Root, "docs", "rules", id + ".md");

    private static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "ProtoSockets.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("The tests do not run inside of the repository.");
    }

    private static IEnumerable<FieldInfo> ConstantsOf(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(static field => field.IsLiteral && field.FieldType == typeof(string));

    private static IEnumerable<T> InstancesOf<T>(Assembly assembly) =>
        assembly.GetTypes().Where(static type => typeof(T).IsAssignableFrom(type) && !type.IsAbstract).Select(static type => (T)Activator.CreateInstance(type)!);

    [GeneratedRegex("^## (?<name>.+)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SectionPattern();
}
