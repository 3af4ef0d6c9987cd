using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;
using ProtoSockets.Package.Tests.Harness;

namespace ProtoSockets.Package.Tests;

/// <summary>What is in the package, and what is not.</summary>
public sealed class PackageContentTests(PackedPackage package)
{
    private const string Repository = "https://github.com/protosockets/protosockets";

    [Fact]
    public void It_holds_the_runtime_its_documentation_and_what_runs_in_the_compiler()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.PackagePath);

        Assert.Equal(
            [
                "README.md",
                "analyzers/dotnet/cs/ProtoSockets.Analyzers.dll",
                "analyzers/dotnet/cs/ProtoSockets.CodeFixes.dll",
                "analyzers/dotnet/cs/ProtoSockets.Generators.dll",
                "build/ProtoSockets.props",
                "build/ProtoSockets.targets",
                "lib/net10.0/ProtoSockets.dll",
                "lib/net10.0/ProtoSockets.xml",
            ],
            Files(archive));
    }

    [Fact]
    public void There_is_nothing_but_the_packages_and_their_symbols()
    {
        Assert.Equal(
            PackedPackage.Packages.Select(package.PathOf).SelectMany(path => new[] { path, Path.ChangeExtension(path, ".snupkg") }).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(package.Source).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("ProtoSockets.Testing", "ProtoSockets", "")]
    [InlineData("ProtoSockets.Hosting", "Microsoft.Extensions.Diagnostics.HealthChecks Microsoft.Extensions.Hosting.Abstractions Microsoft.Extensions.Options ProtoSockets", "")]
    [InlineData("ProtoSockets.Hosting.Kestrel", "ProtoSockets.Hosting", "Microsoft.AspNetCore.App")]
    public void Packages_beside_it_bring_a_library_and_what_it_needs(string name, string dependencies, string frameworks)
    {
        using ZipArchive archive = ZipFile.OpenRead(package.PathOf(name));
        using Stream stream = archive.GetEntry($"{name}.nuspec")!.Open();
        XElement metadata = Child(XDocument.Load(stream).Root!, "metadata");

        Assert.Equal(["README.md", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml"], Files(archive));
        Assert.Equal(dependencies, Named("dependency", "id"));
        Assert.Equal(frameworks, Named("frameworkReference", "name"));

        string Named(string element, string attribute) => string.Join(
            ' ', metadata.Descendants().Where(candidate => candidate.Name.LocalName == element).Select(found => found.Attribute(attribute)!.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Packing_warns_of_nothing() => Assert.DoesNotContain("warning", package.Output, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void Its_only_dependency_is_the_abstraction_of_logging()
    {
        XElement dependency = Assert.Single(Metadata().Descendants(), element => element.Name.LocalName == "dependency");

        Assert.Equal("Microsoft.Extensions.Logging.Abstractions", dependency.Attribute("id")!.Value);
    }

    [Fact]
    public void It_says_under_which_licence_and_from_where_it_comes()
    {
        XElement metadata = Metadata();
        XElement license = Child(metadata, "license");
        XElement repository = Child(metadata, "repository");

        Assert.Equal(("expression", "MIT"), (license.Attribute("type")!.Value, license.Value));
        Assert.Equal(("git", Repository), (repository.Attribute("type")!.Value, repository.Attribute("url")!.Value));
        Assert.Equal(Repository, Child(metadata, "projectUrl").Value);
        Assert.Equal("README.md", Child(metadata, "readme").Value);
        Assert.False(string.IsNullOrWhiteSpace(Child(metadata, "description").Value));
    }

    [Fact]
    public void It_names_the_commit_that_it_was_built_from()
    {
        string commit = Child(Metadata(), "repository").Attribute("commit")?.Value ?? "";

        Assert.Matches("^[0-9a-f]{40}$", commit);
    }

    [Fact]
    public void Its_symbols_come_in_a_package_of_their_own()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.SymbolsPath);

        Assert.Equal(["lib/net10.0/ProtoSockets.pdb"], Files(archive));
    }

    [Fact]
    public void Nothing_in_it_tells_on_which_machine_it_was_built()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.PackagePath);
        byte[] folder = Encoding.UTF8.GetBytes(BuildFacts.RepositoryRoot);

        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            Assert.True(Read(entry).AsSpan().IndexOf(folder) < 0, $"{entry.FullName} holds {BuildFacts.RepositoryRoot}");
        }
    }

    [Fact]
    public void What_runs_in_the_compiler_carries_its_own_symbols()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.PackagePath);

        foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.FullName.StartsWith("analyzers/", StringComparison.Ordinal)))
        {
            using var assembly = new PEReader(new MemoryStream(Read(entry)));
            Assert.Contains(assembly.ReadDebugDirectory(), directory => directory.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
        }
    }

    /// <summary>A reference to anything else would have to travel along, and the compiler would look for it in vain.</summary>
    [Fact]
    public void What_runs_in_the_compiler_needs_nothing_that_the_compiler_has_not()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.PackagePath);

        foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.FullName.StartsWith("analyzers/", StringComparison.Ordinal)))
        {
            using var assembly = new PEReader(new MemoryStream(Read(entry)));
            MetadataReader metadata = assembly.GetMetadataReader();
            IEnumerable<string> names = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));
            Assert.All(names, name => Assert.Matches(@"^(netstandard|System\.[A-Za-z.]+|Microsoft\.CodeAnalysis(\.[A-Za-z.]+)?|ProtoSockets\.Analyzers)$", name));
        }
    }

    private static string[] Files(ZipArchive archive) =>
    [
        .. archive.Entries.Select(entry => entry.FullName).Where(name => !IsPackaging(name)).Order(StringComparer.Ordinal),
    ];

    private static bool IsPackaging(string name) =>
        name is "_rels/.rels" or "[Content_Types].xml" || name.EndsWith(".nuspec", StringComparison.Ordinal) || name.StartsWith("package/services/", StringComparison.Ordinal);

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private XElement Metadata()
    {
        using ZipArchive archive = ZipFile.OpenRead(package.PackagePath);
        using Stream stream = archive.GetEntry("ProtoSockets.nuspec")!.Open();
        return Child(XDocument.Load(stream).Root!, "metadata");
    }

    private static XElement Child(XElement parent, string name) => Assert.Single(parent.Elements(), element => element.Name.LocalName == name);
}
