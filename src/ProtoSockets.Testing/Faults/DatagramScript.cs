namespace ProtoSockets.Testing;

/// <summary>What happens to a datagram.</summary>
/// <param name="Copies">How often it arrives; 0 when it is lost.</param>
/// <param name="Behind">Behind how many later datagrams of its sender it arrives.</param>
/// <param name="Delay">How much later than it was sent it arrives.</param>
internal readonly record struct DatagramFate(int Copies, int Behind, TimeSpan Delay);

/// <summary>What happens to the datagrams of one sender, one after the other.</summary>
internal sealed class DatagramScript(IReadOnlyList<Fault> faults, ulong seed)
{
    private readonly StreamScript _bytes = new([.. faults.OfType<FlipFault>().Select((fault, index) => fault.OnStream(new FaultRandom(FaultRandom.Mix(seed, (ulong)index))))]);
    private ulong _number;

    /// <summary>Decides on the next datagram, and changes its bytes.</summary>
    internal DatagramFate Next(Span<byte> datagram)
    {
        FaultRandom random = new(FaultRandom.Mix(seed, ++_number << 8));
        int copies = 1;
        int behind = 0;
        TimeSpan delay = TimeSpan.Zero;
        foreach (Fault fault in faults)
        {
            switch (fault)
            {
                case LossFault loss:
                    copies = random.Share() < loss.Share ? 0 : copies;
                    break;
                case DuplicateFault duplicate:
                    copies += copies > 0 && random.Share() < duplicate.Share ? 1 : 0;
                    break;
                case ReorderFault reorder:
                    behind += random.Share() < reorder.Share ? 1 + (int)random.Below(reorder.By) : 0;
                    break;
                case DelayFault late:
                    delay += random.Between(late.Least, late.Most);
                    break;
            }
        }

        _bytes.Pass(datagram);
        return new DatagramFate(copies, behind, delay);
    }
}
