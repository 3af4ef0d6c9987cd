using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.CodeAnalysis;

namespace ProtoSockets.Generators.Tests.Harness;

/// <summary>
/// Compares generated files with snapshots, by the conventions of Verify.SourceGenerators, which can take this file's place:
/// <c>{Class}.{Method}#{Hint}.verified.cs</c> beside the test, a first line <c>//HintName: ...</c>, a byte order mark and line feeds. What differs is written
/// to <c>.received.cs</c>; snapshots of files that are no longer generated fail the test. PROTOSOCKETS_ACCEPT_SNAPSHOTS=1 accepts what is
/// generated, save where CI=true.
/// </summary>
internal static class Verifier
{
    private static readonly UTF8Encoding Utf8WithMark = new(encoderShouldEmitUTF8Identifier: true);

    public static string ProjectDirectory { get; } = typeof(Verifier).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ProjectDirectory").Value!;

    /// <summary>Compares what a driver generated with the snapshots of the calling test.</summary>
    public static SettingsTask Verify(GeneratorDriver driver, [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "") =>
        new(driver, Path.GetFileNameWithoutExtension(sourceFile.Replace('\\', '/').Split('/')[^1]), method);

    /// <summary>A comparison that can still be configured; it runs when it is awaited.</summary>
    internal sealed class SettingsTask(GeneratorDriver driver, string testClass, string method)
    {
        private readonly List<Func<GeneratedSourceResult, bool>> _ignored = [];

        /// <summary>Leaves generated files out.</summary>
        public SettingsTask IgnoreGeneratedResult(Func<GeneratedSourceResult, bool> shouldIgnore)
        {
            _ignored.Add(shouldIgnore);
            return this;
        }

        public TaskAwaiter GetAwaiter() => CompareAsync().GetAwaiter();

        private async Task CompareAsync()
        {
            string directory = Path.GetDirectoryName(Directory.EnumerateFiles(ProjectDirectory, testClass + ".cs", SearchOption.AllDirectories).Single())!;
            HashSet<string> stale = [.. Directory.EnumerateFiles(directory, $"{testClass}.{method}#*.verified.cs")];
            List<string> wrong = [];
            foreach (GeneratedSourceResult source in driver.GetRunResult().Results.SelectMany(result => result.GeneratedSources))
            {
                if (_ignored.Any(shouldIgnore => shouldIgnore(source)))
                {
                    continue;
                }

                string stem = Path.Combine(directory, $"{testClass}.{method}#{Path.GetFileNameWithoutExtension(source.HintName)}");
                stale.Remove(stem + ".verified.cs");
                await CompareAsync(stem, $"//HintName: {source.HintName}\n{source.SourceText}", wrong);
            }

            foreach (string file in stale)
            {
                if (IsAccepting)
                {
                    File.Delete(file);
                }
                else
                {
                    wrong.Add($"{Path.GetFileName(file)} is no longer generated");
                }
            }

            Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        }

        private static bool IsAccepting =>
            Environment.GetEnvironmentVariable("PROTOSOCKETS_ACCEPT_SNAPSHOTS") == "1"
            && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

        private static async Task CompareAsync(string stem, string received, List<string> wrong)
        {
            string verifiedFile = stem + ".verified.cs";
            string receivedFile = stem + ".received.cs";
            byte[] bytes = [.. Utf8WithMark.GetPreamble(), .. Utf8WithMark.GetBytes(received)];
            bool isSame = File.Exists(verifiedFile) && (await File.ReadAllBytesAsync(verifiedFile)).AsSpan().SequenceEqual(bytes);
            if (isSame || IsAccepting)
            {
                File.Delete(receivedFile);
                if (!isSame)
                {
                    await File.WriteAllBytesAsync(verifiedFile, bytes);
                }

                return;
            }

            await File.WriteAllBytesAsync(receivedFile, bytes);
            wrong.Add($"{Path.GetFileName(verifiedFile)} {(File.Exists(verifiedFile) ? "differs" : "is missing")}; see {Path.GetFileName(receivedFile)}");
        }
    }
}
