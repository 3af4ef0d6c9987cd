using System.Buffers.Binary;
using ProtoSockets.Conversations.Tests.Attacks;
using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Live;

/// <summary>What the default envelope has besides calls: streams with their credits, heartbeats, "try elsewhere"; and what is around it: proxies in front, clients that connect again.</summary>
internal static class EnvelopeTargets
{
    /// <summary>All that there are.</summary>
    public static IEnumerable<FuzzTarget> All() =>
    [
        new LiveServerTarget(StreamedCalls.Mixed),
        .. StreamedCalls.Shapes.Select(static shape => new LiveClientTarget(shape)),
        new SeededServerTarget(Heartbeats),
        new SeededClientTarget(Heartbeats),
        new LiveProxyTarget(Heartbeats),
        new LiveReconnectTarget(),
    ];

    /// <summary>Sides that ask each other all the time whether they are there.</summary>
    private static LiveProtocol Heartbeats { get; } = new(
        "Heartbeats",
        8,
        IsGreeted: true,
        HasDatagrams: false,
        static options => new Quarry.Server(
            new QuarryHandler(), options with { HeartbeatInterval = TimeSpan.FromMilliseconds(1), HeartbeatTimeout = LiveBounds.Longest, MaxConnectionsPerSecondPerAddress = int.MaxValue }),
        static async (address, options) =>
        {
            Quarry.Client client = await Quarry.Client.ConnectAsync(address, options with { HeartbeatInterval = TimeSpan.FromMilliseconds(1), HeartbeatTimeout = LiveBounds.Longest });
            return new LiveClient(client, async number => (await client.DigAsync(new((ushort)(number % 100)))).Content.Length == number % 100);
        });

    /// <summary>A frame of the default envelope.</summary>
    private static byte[] Frame(byte kind, ushort message, ReadOnlySpan<byte> id, params ReadOnlySpan<byte> body)
    {
        byte[] frame = new byte[12 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        frame[4] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(6), message);
        id.CopyTo(frame.AsSpan(8));
        body.CopyTo(frame.AsSpan(12));
        return frame;
    }

    private sealed class SeededServerTarget(LiveProtocol protocol) : LiveServerTarget(protocol)
    {
        public override IEnumerable<byte[]> Seeds(Random random)
        {
            byte[] none = new byte[4];
            byte[] id = Recording.Client[8..12];
            return
            [
                .. base.Seeds(random),
                LiveMode.Of(isGreeted: true, [.. Frame(9, 0, none), .. Frame(10, 0, none), .. Recording.Client, .. Frame(9, 0, none)]),
                LiveMode.Of(isGreeted: true, [.. Recording.Client, .. Frame(7, 0, id), .. Frame(6, 0, none)]),
                LiveMode.Of(isGreeted: true, [.. Frame(6, 0, none), .. Recording.Client]),
                LiveMode.Of(isGreeted: true, [.. Frame(11, 0, id, 0, 4, 0, 0, 0, 9), .. Frame(14, 0, id, 0, 0, 0, 1, 0, 0, 1, 0)]),
            ];
        }
    }

    private sealed class SeededClientTarget(LiveProtocol protocol) : LiveClientTarget(protocol)
    {
        public override IEnumerable<byte[]> Seeds(Random random)
        {
            byte[] none = new byte[4];
            byte[] id = Recording.Server[8..12];
            return
            [
                .. base.Seeds(random),
                LiveMode.Of(isGreeted: true, [.. Frame(11, 0, id, 0, 4, 0, 0, 0, 9)]),
                LiveMode.Of(isGreeted: true, [.. Frame(11, 0, id, [0, 4, 0, 0, 0, 9, .. "tcp://127.0.0.1:1"u8])]),
                LiveMode.Of(isGreeted: false, [.. Frame(11, 0, none, 0, 4, 0, 0, 0, 9)]),
                LiveMode.Of(isGreeted: true, [.. Frame(9, 0, none), .. Frame(10, 0, none), .. Recording.Server]),
                LiveMode.Of(isGreeted: true, [.. Frame(6, 0, none), .. Recording.Server, .. Frame(6, 1, none)]),
                LiveMode.Of(isGreeted: true, [.. Frame(4, 0, id, 0, 5)]),
            ];
        }
    }
}
