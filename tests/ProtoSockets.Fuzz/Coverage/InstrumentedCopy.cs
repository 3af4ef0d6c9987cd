using System.Diagnostics;

namespace ProtoSockets.Fuzz.Coverage;

/// <summary>
/// The program beside itself, with counters in the assemblies that are fuzzed: it is copied, the copies are changed, and run. What crashes there (an overflow of the stack, a loop without end)
/// leaves this process to tell.
/// </summary>
internal sealed class InstrumentedCopy : IDisposable
{
    /// <summary>Not fuzzed, though in an assembly that is: what compares views with their records.</summary>
    private const string Comparing = "ProtoSockets.Tests.Views.Agreement";

    private InstrumentedCopy(string folder) => Folder = folder;

    public string Folder { get; }

    public static InstrumentedCopy Create(IEnumerable<string> assemblies)
    {
        string folder = Directory.CreateTempSubdirectory("ProtoSockets.Fuzz").FullName;
        CopyAll(new DirectoryInfo(AppContext.BaseDirectory), folder);
        foreach (string assembly in assemblies)
        {
            // The names of the types that were changed come one by one while they are asked for.
            foreach (string _ in SharpFuzz.Fuzzer.Instrument(Path.Combine(folder, assembly + ".dll"), static type => !type.StartsWith(Comparing, StringComparison.Ordinal), SharpFuzz.Options.Value))
            {
            }
        }

        return new InstrumentedCopy(folder);
    }

    /// <summary>Runs the copy until it ends.</summary>
    public int Run(IEnumerable<string> arguments)
    {
        // Under "dotnet ProtoSockets.Fuzz.dll" the process is dotnet, else the program itself.
        string program = Environment.ProcessPath!;
        bool isDotnet = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string dll = Path.Combine(Folder, Path.GetFileName(typeof(InstrumentedCopy).Assembly.Location));
        using Process process = isDotnet ? Process.Start(program, [dll, .. arguments]) : Process.Start(Path.Combine(Folder, Path.GetFileName(program)), arguments);
        process.WaitForExit();
        return process.ExitCode;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void CopyAll(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (FileInfo file in from.EnumerateFiles())
        {
            file.CopyTo(Path.Combine(to, file.Name));
        }

        foreach (DirectoryInfo folder in from.EnumerateDirectories())
        {
            CopyAll(folder, Path.Combine(to, folder.Name));
        }
    }
}
