using ProtoSockets.Package.Tests.Harness;

[assembly: AssemblyFixture(typeof(PackedPackage))]

namespace ProtoSockets.Package.Tests.Harness;

/// <summary>The package, and those that build on it, packed once for all tests into a folder of their own that is also a package source.</summary>
public sealed class PackedPackage : IAsyncLifetime
{
    /// <summary>All packages of this repository; each needs those in front of it.</summary>
    public static readonly string[] Packages = ["ProtoSockets", "ProtoSockets.Testing", "ProtoSockets.Hosting", "ProtoSockets.Hosting.Kestrel"];

    private readonly string _root = Directory.CreateTempSubdirectory("protosockets-package-").FullName;

    /// <summary>No other package has it, so none that was restored earlier can be taken for this one.</summary>
    public string Version { get; } = $"0.0.0-test.{Guid.NewGuid():N}";

    /// <summary>The folder that holds the package.</summary>
    public string Source => Path.Combine(_root, "source");

    /// <summary>Where users' projects unpack it, shared by all tests.</summary>
    public string UnpackedPackages => Path.Combine(_root, "packages");

    public string PackagePath => PathOf(Packages[0]);

    public string SymbolsPath => Path.ChangeExtension(PackagePath, ".snupkg");

    public string PathOf(string name) => Path.Combine(Source, $"{name}.{Version}.nupkg");

    /// <summary>What packing printed.</summary>
    public string Output { get; private set; } = "";

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        foreach (string project in Packages)
        {
            Output += await PackAsync(project);
        }
    }

    private async Task<string> PackAsync(string project)
    {
        // Its own output folders: other tests may be building or loading the same projects at this moment.
        CommandResult result = await DotnetCommand.RunAsync(
            BuildFacts.RepositoryRoot,
            "pack",
            $"src/{project}",
            "--configuration", "Release",
            "--artifacts-path", Path.Combine(_root, "artifacts"),
            "--output", Source,
            $"-p:PackageVersion={Version}",
            "-p:ContinuousIntegrationBuild=true");
        return result.MustSucceed($"Packing {project}").Output;
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
