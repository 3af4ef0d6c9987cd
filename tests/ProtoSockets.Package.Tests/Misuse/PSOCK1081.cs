using ProtoSockets;

namespace Misuse.Psock1081;

[Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 1200)]
public sealed partial class Meter
{
    [Request<Summary>(1, Takes = typeof(Sample))]
    public readonly partial record struct Add(uint Series);

    [Item(2)]
    public readonly partial record struct Sample(double Value);

    [Reply(3)]
    public readonly partial record struct Summary(uint Count);
}
