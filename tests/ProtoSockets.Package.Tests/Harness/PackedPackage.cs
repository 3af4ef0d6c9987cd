using ProtoSockets.Package.Tests.Harness;

[assembly: AssemblyFixture(typeof(PackedPackage))]

namespace ProtoSockets.Package.Tests.Harness;

/// <summary>The package, packed once for all tests into a folder of its own that is also a package source.</summary>
public sealed class PackedPackage : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("protosockets-package-").FullName;

    /// <summary>No other package has it, so none that was restored earlier can be taken for this one.</summary>
    public string Version { get; } = $"0.0.0-test.{Guid.NewGuid():N}";

    /// <summary>The folder that holds the package.</summary>
    public string Source => Path.Combine(_root, "source");

    /// <summary>Where users' projects unpack it, shared by all tests.</summary>
    public string UnpackedPackages => Path.Combine(_root, "packages");

    public string PackagePath => Path.Combine(Source, $"ProtoSockets.{Version}.nupkg");

    public string SymbolsPath => Path.ChangeExtension(PackagePath, ".snupkg");

    /// <summary>What packing printed.</summary>
    public string Output { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // Its own output folders: other tests may be building or loading the same projects at this moment.
        CommandResult result = await DotnetCommand.RunAsync(
            BuildFacts.RepositoryRoot,
            "pack",
            "src/ProtoSockets",
            "--configuration", "Release",
            "--artifacts-path", Path.Combine(_root, "artifacts"),
            "--output", Source,
            $"-p:PackageVersion={Version}",
            "-p:ContinuousIntegrationBuild=true");
        Output = result.MustSucceed("Packing").Output;
    }

    /// <summary>A folder for one user's project, away from the repository and its settings.</summary>
    /// <param name="name">A name to recognise it by.</param>
    /// <returns>Its path.</returns>
    public string CreateFolder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }
}
