namespace ProtoSockets.Benchmarks;

/// <summary>What else the build of this repository has made.</summary>
internal static class Repository
{
    /// <summary>The folder that a project was built into, in the configuration that this program was built in.</summary>
    /// <param name="project">The project's folder, from the root.</param>
    /// <param name="framework">What it was built for.</param>
    public static string OutputOf(string project, string framework)
    {
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "ProtoSockets.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        // This one is in .../bin/Release/net10.0.
        string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        return Path.Combine(root ?? throw new InvalidOperationException("Run this inside of the repository."), project, "bin", configuration, framework);
    }
}
