namespace ProtoSockets.Package.Tests.Harness;

/// <summary>A console project that knows ProtoSockets from its package alone, in a folder outside the repository.</summary>
internal sealed class UserProject
{
    private readonly string _folder;

    public UserProject(PackedPackage package, string name, string properties)
    {
        _folder = package.CreateFolder(name);
        // The local source is added to the machine's. What the machine has unpacked already is used where it lies, and the package under test
        // goes to a folder that is deleted afterwards, so that nothing stays behind.
        Write("nuget.config", $"""
            <configuration>
              <config>
                <add key="globalPackagesFolder" value="{package.UnpackedPackages}" />
              </config>
              <packageSources>
                <add key="the package under test" value="{package.Source}" />
              </packageSources>
              <fallbackPackageFolders>
                <add key="what the machine has" value="{BuildFacts.PackageRoot}" />
              </fallbackPackageFolders>
            </configuration>
            """);
        Write($"{name}.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Exe</OutputType>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
            {properties}
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ProtoSockets" Version="{package.Version}" />
              </ItemGroup>
            </Project>
            """);
    }

    public string PathOf(string file) => Path.Combine(_folder, file);

    public void Write(string file, string text) => File.WriteAllText(PathOf(file), text);

    /// <summary>Copies a folder of this test project, without its subfolders.</summary>
    public void CopyFrom(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(BuildFacts.ProjectDirectory, folder)))
        {
            File.Copy(file, PathOf(Path.GetFileName(file)));
        }
    }

    public Task<CommandResult> BuildAsync(params string[] arguments) => DotnetCommand.RunAsync(_folder, ["build", .. arguments]);

    public Task<CommandResult> RunAsync() => DotnetCommand.RunAsync(_folder, "run", "--no-build");
}
