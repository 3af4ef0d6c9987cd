using ProtoSockets.Package.Tests.Harness;

namespace ProtoSockets.Package.Tests;

/// <summary>The wire lock as users meet it: made, held, and changed on purpose.</summary>
public sealed class WireLockTests(PackedPackage package)
{
    private const string Before = """
        using ProtoSockets;

        namespace Sample;

        [Protocol]
        public sealed partial class Counter
        {
            [Message(1)]
            public readonly partial record struct Count(uint Value, ushort Step);
        }
        """;

    private static readonly string After = Before.Replace("uint Value", "ulong Value", StringComparison.Ordinal);

    [Fact]
    public async Task A_lock_is_written_on_demand_and_then_holds_until_it_is_written_again()
    {
        var project = new UserProject(package, "Counter", "<OutputType>Library</OutputType><TreatWarningsAsErrors>true</TreatWarningsAsErrors>");
        project.Write("Counter.cs", Before);
        (await project.BuildAsync()).MustSucceed("Building without a lock");
        Assert.False(File.Exists(project.PathOf("Counter.wire.lock")));

        (await project.BuildAsync("-p:UpdateWireLock=true")).MustSucceed("Writing the lock");
        Assert.EndsWith(
            """
            protocol Sample.Counter
              framing = envelope

              message 1 Sample.Counter.Count
                     0     4  Value: uint32
                     4     2  Step: uint16

            """.ReplaceLineEndings("\n"),
            (await File.ReadAllTextAsync(project.PathOf("Counter.wire.lock"), TestContext.Current.CancellationToken)).ReplaceLineEndings("\n"),
            StringComparison.Ordinal);

        project.Write("Counter.cs", After);
        CommandResult broken = await project.BuildAsync();
        Assert.NotEqual(0, broken.ExitCode);
        Assert.Contains("error PSOCK5001: 'Count.Value' breaks the wire: at byte 0 the lock has 'uint32', and here is 'uint64'", broken.Output, StringComparison.Ordinal);

        (await project.BuildAsync("-p:UpdateWireLock=true")).MustSucceed("Accepting the change");
        (await project.BuildAsync()).MustSucceed("Building with the new lock");
    }
}
