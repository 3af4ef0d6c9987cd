using System.Reflection;
using System.Text;
using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Running;

/// <summary>
/// Inputs that are kept: a file of lines for each target, with an input in each, in hex. Some were picked because they take other branches than the rest, and those with a word behind them because
/// they found something once. All of them are run again by the tests, and are what a run begins with.
/// </summary>
internal static class Corpus
{
    private static readonly Lock Gate = new();

    private static string Folder { get; } =
        Path.Combine(typeof(Corpus).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "ProjectDirectory").Value!, "Corpus");

    /// <summary>The inputs of a target.</summary>
    public static IEnumerable<byte[]> Of(FuzzTarget target) => Lines(target.Group, target.Name).Select(line => Convert.FromHexString(line.Split(' ')[0]));

    /// <summary>The targets that have inputs here: group and name.</summary>
    public static IEnumerable<(string Group, string Name)> Targets() => !Directory.Exists(Folder) ? [] : Directory.EnumerateFiles(Folder, "*.txt", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(Path.GetDirectoryName(path))!, Path.GetFileNameWithoutExtension(path)));

    /// <summary>Keeps an input that found something.</summary>
    /// <returns>Where.</returns>
    public static string AddFinding(string group, string name, byte[] input, string what)
    {
        lock (Gate)
        {
            string word = new([.. what.TakeWhile(letter => letter is not ('\n' or '\r')).Select(letter => letter is >= ' ' and <= '~' ? letter : '?').Take(120)]);
            File.AppendAllText(PathOf(group, name), $"{Convert.ToHexString(input)} # {word}\n");
            return PathOf(group, name);
        }
    }

    /// <summary>Keeps these inputs, and those that found something.</summary>
    public static void Replace(FuzzTarget target, IEnumerable<byte[]> inputs)
    {
        string[] found = [.. Lines(target.Group, target.Name).Where(line => line.Contains('#', StringComparison.Ordinal))];
        StringBuilder text = new();
        foreach (string line in inputs.Select(Convert.ToHexString).Order(StringComparer.Ordinal).Concat(found))
        {
            text.Append(line).Append('\n');
        }

        File.WriteAllText(PathOf(target.Group, target.Name), text.ToString());
    }

    private static string[] Lines(string group, string name) => File.Exists(PathOf(group, name)) ? File.ReadAllLines(PathOf(group, name)) : [];

    private static string PathOf(string group, string name)
    {
        string folder = Path.Combine(Folder, group);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, $"{name}.txt");
    }
}
