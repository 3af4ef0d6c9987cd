namespace MqttSample;

/// <summary>
/// The packet identifiers of one side of a connection (MQTT 5, section 2.2.1): 1 to 65,535, none of them in use twice. One of QoS 2 is in use from the PUBLISH to the PUBCOMP, between the
/// PUBREC and the PUBREL too, when no packet of it is under way: so they are given out here and not left to the connection, which knows of packets that wait for an answer.
/// </summary>
internal sealed class PacketIds
{
    private readonly Lock _gate = new();
    private readonly ulong[] _taken = new ulong[(ushort.MaxValue + 1) / 64];
    private int _count;
    private ushort _last;

    /// <summary>An identifier that is not in use: the next one, so that a late answer to an earlier one meets nobody.</summary>
    /// <exception cref="InvalidOperationException">All are in use.</exception>
    public ushort Take()
    {
        lock (_gate)
        {
            if (_count == ushort.MaxValue)
            {
                throw new InvalidOperationException("All 65,535 packet identifiers are in use.");
            }

            do
            {
                _last = _last == ushort.MaxValue ? (ushort)1 : (ushort)(_last + 1);
            }
            while ((_taken[_last / 64] & (1UL << (_last % 64))) != 0);

            _taken[_last / 64] |= 1UL << (_last % 64);
            _count++;
            return _last;
        }
    }

    /// <summary>The exchange has ended. One that was given up is not free before the connection ends: its answer may still come.</summary>
    /// <param name="id">What <see cref="Take"/> gave.</param>
    public void Free(ushort id)
    {
        lock (_gate)
        {
            if ((_taken[id / 64] & (1UL << (id % 64))) != 0)
            {
                _taken[id / 64] &= ~(1UL << (id % 64));
                _count--;
            }
        }
    }
}
