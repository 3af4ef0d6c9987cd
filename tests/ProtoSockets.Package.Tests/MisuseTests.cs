using System.Text.Json;
using System.Text.RegularExpressions;
using ProtoSockets.Package.Tests.Harness;

namespace ProtoSockets.Package.Tests;

/// <summary>
/// A user's program in which everything is wrong, one file in Misuse/ for each diagnostic, named after it. A diagnostic without a file fails here: whatever the
/// package promises to find must be found in a real build, from the package.
/// </summary>
public sealed partial class MisuseTests(MisuseTests.Build build) : IClassFixture<MisuseTests.Build>
{
    /// <summary>The files of misuse, by the id that each must be reported for: PSOCK2001.cs, or PSOCK1004.Larger.cs for a second case.</summary>
    public static TheoryData<string> Files() =>
        [.. Directory.EnumerateFiles(Path.Combine(BuildFacts.ProjectDirectory, "Misuse"), "*.cs").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Misuse_is_reported_in_its_own_file(string file)
    {
        string id = file.Split('.')[0];

        string inFile = string.Join(", ", build.Reported.Where(report => report.File == file).Select(report => report.Id));
        Assert.True(build.Reported.Contains((file, id)), $"{id} was not reported in {file}, only: {inFile}");
    }

    /// <summary>
    /// Errors in declarations (CS9248: a partial property without an implementation) end a build before any analyzer runs, so whatever is generated for a wrong
    /// definition must be as complete as the compiler wants it.
    /// </summary>
    [Fact]
    public void The_compiler_itself_finds_nothing_wrong()
    {
        string[] errors = [.. build.Output.Split('\n').Where(line => line.Contains(": error CS", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];

        Assert.True(errors.Length == 0, string.Join('\n', errors));
    }

    [Fact]
    public void Every_diagnostic_in_the_package_has_a_file_of_misuse() =>
        Assert.Equal(build.Known, Files().Select(row => row.Data.Split('.')[0]).Distinct(StringComparer.Ordinal));

    [Fact]
    public void The_package_knows_every_diagnostic_that_is_tracked()
    {
        string folder = Path.Combine(BuildFacts.RepositoryRoot, "analyzers", "ProtoSockets.Analyzers");
        IEnumerable<string> tracked = Directory.EnumerateFiles(folder, "AnalyzerReleases.*.md")
            .SelectMany(file => TrackedId().Matches(File.ReadAllText(file)))
            .Select(match => match.Value)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

        Assert.Equal(tracked, build.Known);
    }

    [Fact]
    public void Nothing_in_the_package_crashes_on_misuse() =>
        Assert.DoesNotContain(build.Reported, report => report.Id is "AD0001" or "CS8784" or "CS8785");

    [GeneratedRegex(@"^PSOCK\d{4}", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TrackedId();

    /// <summary>One build of all files, and what it reported.</summary>
    public sealed class Build(PackedPackage package) : IAsyncLifetime
    {
        /// <summary>Which id was reported in which file.</summary>
        public HashSet<(string File, string Id)> Reported { get; } = [];

        /// <summary>The ids of all rules of the package that the compiler loaded, in order.</summary>
        public string[] Known { get; private set; } = [];

        public string Output { get; private set; } = "";

        /// <inheritdoc/>
        public async ValueTask InitializeAsync()
        {
            // The log has what the console leaves out: diagnostics that are mere information, and the list of all rules.
            var project = new UserProject(package, "Misuse", "<OutputType>Library</OutputType><ErrorLog>build.sarif,version=2.1</ErrorLog>");
            project.CopyFrom("Misuse");
            CommandResult result = await project.BuildAsync();
            Assert.True(result.ExitCode != 0, "A program full of misuse was built.");
            Output = result.Output;
            await using FileStream log = File.OpenRead(project.PathOf("build.sarif"));
            using JsonDocument document = await JsonDocument.ParseAsync(log);
            Read(document.RootElement.GetProperty("runs")[0]);
        }

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private void Read(JsonElement run)
        {
            Known =
            [
                .. run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()
                    .Select(rule => rule.GetProperty("id").GetString()!)
                    .Where(id => id.StartsWith("PSOCK", StringComparison.Ordinal))
                    .Distinct(StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ];
            foreach (JsonElement result in run.GetProperty("results").EnumerateArray())
            {
                Reported.Add((FileOf(result), result.GetProperty("ruleId").GetString()!));
            }
        }

        private static string FileOf(JsonElement result) =>
            result.TryGetProperty("locations", out JsonElement locations) && locations.GetArrayLength() > 0
                ? Path.GetFileName(locations[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString()!)
                : "";
    }
}
