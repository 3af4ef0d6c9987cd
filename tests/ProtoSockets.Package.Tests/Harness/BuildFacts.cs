using System.Reflection;

namespace ProtoSockets.Package.Tests.Harness;

/// <summary>What the build of this test knows and the test needs: where things lie.</summary>
internal static class BuildFacts
{
    /// <summary>The folder of the solution.</summary>
    public static string RepositoryRoot { get; } = Fact("RepositoryRoot");

    /// <summary>The folder of this project.</summary>
    public static string ProjectDirectory { get; } = Fact("ProjectDirectory");

    /// <summary>The machine's folder of unpacked packages.</summary>
    public static string PackageRoot { get; } = Fact("NuGetPackageRoot");

    private static string Fact(string key) => typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == key).Value!;
}
