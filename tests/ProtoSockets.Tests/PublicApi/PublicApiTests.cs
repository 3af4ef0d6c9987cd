using System.Reflection;

namespace ProtoSockets.Tests.PublicApi;

/// <summary>
/// What is public stays public: users depend on it. PublicApi.txt is what was agreed on; a change to the surface shows in the review as a change to that file.
/// </summary>
public sealed class PublicApiTests
{
    private const string AcceptVariable = "PROTOSOCKETS_ACCEPT_SNAPSHOTS";

    [Fact]
    public void The_public_surface_is_the_committed_one()
    {
        string folder = Path.Combine(ProjectDirectory(), "PublicApi");
        string approved = Path.Combine(folder, "PublicApi.txt");
        string received = Path.Combine(folder, "PublicApi.received.txt");
        string actual = PublicApiPrinter.Print();
        string expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (actual == expected)
        {
            File.Delete(received);
            return;
        }

        if (MayAccept())
        {
            File.WriteAllText(approved, actual);
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, actual);
        Assert.Fail(
            $"""
            The public surface of ProtoSockets has changed (- before, + now):
            {string.Join('\n', Differences(expected, actual))}

            If that is meant, accept it: {AcceptVariable}=1 dotnet test tests/ProtoSockets.Tests, or replace PublicApi.txt by {received}.
            """);
    }

    /// <summary>An accepted change is one that somebody has looked at, so a build server never accepts.</summary>
    private static bool MayAccept() =>
        Environment.GetEnvironmentVariable(AcceptVariable) == "1" && !string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Differences(string expected, string actual)
    {
        string[] before = Qualified(expected);
        string[] now = Qualified(actual);
        return before.Except(now).Select(line => "- " + line).Concat(now.Except(before).Select(line => "+ " + line));
    }

    /// <summary>The same member of two types is two lines: each is printed behind its type.</summary>
    private static string[] Qualified(string text)
    {
        string type = "";
        var lines = new List<string>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            bool isMember = line.StartsWith(' ');
            type = isMember ? type : line;
            lines.Add(isMember ? $"{type.Split(" : ")[0]} {{ {line.Trim()} }}" : line);
        }

        return [.. lines];
    }

    private static string ProjectDirectory() => typeof(PublicApiTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "ProjectDirectory").Value!;
}
