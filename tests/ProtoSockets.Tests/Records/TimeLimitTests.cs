namespace ProtoSockets.Tests.Records;

/// <summary>The first and last times that bytes hold: what is read can be written.</summary>
public sealed partial class TimeLimitTests
{
    [WireStruct]
    public readonly partial record struct Nanoseconds([UnixTime(TimeUnit.Nanoseconds), Bytes(4)] DateTimeOffset Time, [Duration(TimeUnit.Nanoseconds)] TimeSpan Span);

    [WireStruct]
    public readonly partial record struct Ntp([NtpTime] DateTimeOffset Time);

    [Fact]
    public void The_earliest_nanoseconds_are_cut_off_to_what_the_bytes_hold()
    {
        Nanoseconds earliest = Nanoseconds.Read((byte[])[0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]);
        Assert.Equal(new Nanoseconds(DateTimeOffset.UnixEpoch.AddTicks(-21474836), TimeSpan.FromTicks(-92233720368547758)), earliest);
        Assert.Equal(earliest, Nanoseconds.Read(earliest.ToBytes()));

        Nanoseconds early = Nanoseconds.Read((byte[])[0x80, 0, 0, 0x31, 0x80, 0, 0, 0, 0, 0, 0, 0x09]);
        Assert.Equal(new Nanoseconds(DateTimeOffset.UnixEpoch.AddTicks(-21474836), TimeSpan.FromTicks(-92233720368547758)), early);
    }

    [Fact]
    public void The_last_fraction_of_era_1_stays_in_it()
    {
        Ntp last = Ntp.Read((byte[])[0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        Assert.Equal(new DateTimeOffset(2104, 2, 26, 9, 42, 23, TimeSpan.Zero).AddTicks(TimeSpan.TicksPerSecond - 1), last.Time);
        Assert.Equal(last, Ntp.Read(last.ToBytes()));
    }
}
