using System.Net;
using System.Net.NetworkInformation;

namespace ProtoSockets.Tests.Records;

public sealed partial class ConvertedNumberTests
{
    [WireStruct]
    public readonly partial record struct Points
    {
        [FixedPoint(16), Bytes(4)]
        public double Sixteen { get; init; }

        [FixedPoint(8, IsSigned = false), Bytes(2), LittleEndian]
        public float Eight { get; init; }

        [FixedPoint(4), Bytes(3)]
        public decimal Tiny { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Exact([FixedPoint(32), Bytes(8)] decimal Below, [FixedPoint(63, IsSigned = false), Bytes(8), LittleEndian] decimal Above);

    [WireStruct]
    public readonly partial record struct Digits([Bcd(4)] ushort Year, [Bcd(3)] int Odd, [Bcd(2)] byte Two, [Bcd(6), LittleEndian] uint Little, [Bcd(19)] ulong Much);

    [WireStruct]
    public readonly partial record struct Times
    {
        [UnixTime(TimeUnit.Seconds), Bytes(4)]
        public DateTimeOffset Early { get; init; }

        [UnixTime(IsSigned = false), Bytes(4), LittleEndian]
        public DateTime Late { get; init; }

        [UnixTime(TimeUnit.Milliseconds)]
        public DateTimeOffset Milliseconds { get; init; }

        [UnixTime(TimeUnit.Nanoseconds)]
        public DateTimeOffset Nanoseconds { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Ntp([NtpTime] DateTimeOffset Time, [NtpTime, LittleEndian] DateTime Little);

    [WireStruct]
    public readonly partial record struct Spans(
        [Duration(TimeUnit.Seconds), Bytes(2)] TimeSpan Seconds, [Duration(TimeUnit.Milliseconds, IsSigned = false), Bytes(4), LittleEndian] TimeSpan Milliseconds, [Duration(TimeUnit.Microseconds)] TimeSpan Microseconds,
        [Duration(TimeUnit.Days), Bytes(1)] TimeSpan Days, [Duration(TimeUnit.Ticks)] TimeSpan Ticks, [Duration(TimeUnit.Nanoseconds)] TimeSpan Nanoseconds);

    [WireStruct, LittleEndian]
    public readonly partial record struct Addresses(Ipv4Address V4, Ipv6Address V6, MacAddress Mac, [Bytes(4)] IPAddress Four, [Bytes(16)] IPAddress Sixteen, PhysicalAddress Link, [Bytes(8)] PhysicalAddress Wide);

    [WireStruct]
    public readonly partial record struct Lists([CountPrefixed<byte>] WireList<Ipv4Address> Fours, [CountPrefixed<byte>] MacAddress[] Links, [Remaining] Ipv6Address[] Sixes);

    [WireStruct]
    public readonly partial record struct Optional
    {
        public bool HasAll { get; init; }

        [When(nameof(HasAll)), UnixTime, Bytes(4)]
        public DateTimeOffset? Time { get; init; }

        [When(nameof(HasAll)), Bytes(4)]
        public IPAddress? Address { get; init; }

        [When(nameof(HasAll))]
        public Ipv4Address? Mask { get; init; }

        [When(nameof(HasAll)), Bcd(2), InRange(1, 31)]
        public byte? Day { get; init; }
    }

    [Fact]
    public void Fixed_point_numbers_are_integers_of_their_smallest_part() => WireForm.Is(
        new Points { Sixteen = -1.5, Eight = 255.99609375f, Tiny = 0.0625m },
        0xFF, 0xFE, 0x80, 0x00, // Sixteen: -98304
        0xFF, 0xFF, // Eight: 65535
        0x00, 0x00, 0x01); // Tiny: 1

    [Fact]
    public void Decimals_hold_all_bits_of_a_fixed_point_number()
    {
        WireForm.Is(
            new Exact(long.MinValue / 4294967296m, ulong.MaxValue / 9223372036854775808m),
            0x80, 0, 0, 0, 0, 0, 0, 0,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
        WireForm.Is(new Exact(1 / 4294967296m, 1 / 9223372036854775808m), 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0);
    }

    [Fact]
    public void Fixed_point_numbers_are_written_to_the_nearest()
    {
        Assert.Equal([0, 0, 0, 2, 0, 0, 0, 0, 2], new Points { Sixteen = 1.5 / 65536, Tiny = 2.5m / 16 }.ToBytes());
        Assert.Equal([0, 0, 0, 2, 0, 0, 0, 0, 4], new Points { Sixteen = 2.5 / 65536, Tiny = 3.5m / 16 }.ToBytes());
    }

    [Fact]
    public void A_fixed_point_number_that_does_not_fit_can_not_be_written()
    {
        WireForm.CannotWrite(new Points { Sixteen = 32768 }, "Sixteen is 32768, which does not fit 4 bytes");
        WireForm.CannotWrite(new Points { Sixteen = double.NaN }, "Sixteen is NaN, which does not fit 4 bytes");
        WireForm.CannotWrite(new Points { Sixteen = double.NegativeInfinity }, "Sixteen is -Infinity, which does not fit 4 bytes");
        WireForm.CannotWrite(new Points { Eight = -0.5f }, "Eight is -0.5, which does not fit 2 bytes");
        WireForm.CannotWrite(new Points { Tiny = 524288m }, "Tiny is 524288, which does not fit 3 bytes");
        WireForm.CannotWrite(new Points { Tiny = decimal.MaxValue }, "Tiny is 79228162514264337593543950335, which does not fit 3 bytes");
        WireForm.CannotWrite(new Exact(0, decimal.MaxValue), "Above is 79228162514264337593543950335, which does not fit 8 bytes");
    }

    [Fact]
    public void Decimal_digits_are_packed_two_a_byte() => WireForm.Is(
        new Digits(2026, 987, 42, 123456, 1234567890123456789),
        0x20, 0x26, // Year
        0x09, 0x87, // Odd
        0x42, // Two
        0x56, 0x34, 0x12, // Little
        0x01, 0x23, 0x45, 0x67, 0x89, 0x01, 0x23, 0x45, 0x67, 0x89); // Much

    [Fact]
    public void What_is_no_decimal_digit_is_malformed()
    {
        WireForm.Refuses<Digits>([0x20, 0x2A, 0, 0, 0, 0, 0, 0, .. new byte[10]], "Year at byte 0: 202A is no number of 4 decimal digits");
        WireForm.Refuses<Digits>([0x20, 0x26, 0x19, 0x87, 0, 0, 0, 0, .. new byte[10]], "Odd at byte 2: 1987 is no number of 3 decimal digits");
        WireForm.Refuses<Digits>([0, 0, 0, 0, 0, 0, 0, 0xF0, .. new byte[10]], "Little at byte 5: 0000F0 is no number of 6 decimal digits");
        WireForm.CannotWrite(new Digits(10000, 0, 0, 0, 0), "Year is 10000, which does not fit 4 decimal digits");
        WireForm.CannotWrite(new Digits(0, 1000, 0, 0, 0), "Odd is 1000, which does not fit 3 decimal digits");
        WireForm.CannotWrite(new Digits(0, -1, 0, 0, 0), "Odd is -1, which does not fit 3 decimal digits");
        WireForm.CannotWrite(new Digits(0, 0, 100, 0, 0), "Two is 100, which does not fit 2 decimal digits");
        WireForm.CannotWrite(new Digits(0, 0, 0, 0, ulong.MaxValue), "Much is 18446744073709551615, which does not fit 19 decimal digits");
    }

    [Fact]
    public void Points_in_time_are_counted_from_1970() => WireForm.Is(
        new Times
        {
            Early = new DateTimeOffset(1969, 12, 31, 23, 59, 59, TimeSpan.Zero),
            Late = new DateTime(2106, 2, 7, 6, 28, 15, DateTimeKind.Utc),
            Milliseconds = new DateTimeOffset(2001, 9, 9, 1, 46, 40, 123, TimeSpan.Zero),
            Nanoseconds = DateTimeOffset.UnixEpoch.AddTicks(-1),
        },
        0xFF, 0xFF, 0xFF, 0xFF, // Early: -1
        0xFF, 0xFF, 0xFF, 0xFF, // Late: 4294967295
        0x00, 0x00, 0x00, 0xE8, 0xD4, 0xA5, 0x10, 0x7B, // Milliseconds: 1000000000123
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x9C); // Nanoseconds: -100

    [Fact]
    public void Time_is_the_same_wherever_it_is_told()
    {
        DateTimeOffset elsewhere = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(5.5));
        Times read = Times.Read(new Times { Early = elsewhere, Late = new DateTime(2026, 1, 2), Milliseconds = elsewhere, Nanoseconds = elsewhere }.ToBytes());

        Assert.Equal(elsewhere.ToUniversalTime().AddMilliseconds(-678), read.Early);
        Assert.Equal(TimeSpan.Zero, read.Early.Offset);
        Assert.Equal(new DateTime(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc), read.Late);
        Assert.Equal(DateTimeKind.Utc, read.Late.Kind);
        Assert.Equal(elsewhere, read.Milliseconds);
    }

    [Fact]
    public void Time_outside_of_what_there_is_is_refused()
    {
        WireForm.Refuses<Times>(
            [0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0],
            "Milliseconds at byte 8: 9223372036854775807 milliseconds since 1970 lie outside of the years 1 to 9999");
        Times epoch = new() { Early = DateTimeOffset.UnixEpoch, Late = DateTime.UnixEpoch, Milliseconds = DateTimeOffset.UnixEpoch, Nanoseconds = DateTimeOffset.UnixEpoch };
        Assert.Equal(new byte[24], epoch.ToBytes());
        WireForm.CannotWrite(epoch with { Early = new DateTimeOffset(2038, 1, 19, 3, 14, 8, TimeSpan.Zero) }, "Early is 2038-01-19T03:14:08.0000000+00:00, which does not fit 4 bytes");
        WireForm.CannotWrite(epoch with { Late = DateTime.UnixEpoch.AddTicks(-1) }, "Late is 1969-12-31T23:59:59.9999999+00:00, which does not fit 4 bytes");
        WireForm.CannotWrite(epoch with { Nanoseconds = DateTimeOffset.MaxValue }, "Nanoseconds is 9999-12-31T23:59:59.9999999+00:00, which does not fit 8 bytes");
    }

    /// <summary>The eras of RFC 5905, figure 4: 1970 is 2,208,988,800 of era 0, and era 1 starts in 2036.</summary>
    [Fact]
    public void Network_time_has_eras()
    {
        WireForm.Is(
            new Ntp(new DateTimeOffset(1970, 1, 1, 0, 0, 0, 500, TimeSpan.Zero), new DateTime(2036, 2, 7, 6, 28, 17, DateTimeKind.Utc)),
            0x83, 0xAA, 0x7E, 0x80, 0x80, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00);
        WireForm.Is(
            new Ntp(new DateTimeOffset(1968, 1, 20, 3, 14, 8, TimeSpan.Zero), new DateTime(2104, 2, 26, 9, 42, 23, DateTimeKind.Utc)),
            0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
            0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x7F);
        WireForm.Is(default(Ntp), new byte[16]);
    }

    [Fact]
    public void Network_time_is_precise_to_a_tick()
    {
        foreach (long ticks in (long[])[1, 2, 9_999_999, 1234567, 5_000_001])
        {
            DateTimeOffset time = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero).AddTicks(ticks);
            Assert.Equal(time, Ntp.Read(new Ntp(time, default).ToBytes()).Time);
        }

        WireForm.CannotWrite(new Ntp(new DateTimeOffset(1968, 1, 20, 3, 14, 7, TimeSpan.Zero), default), "Time is 1968-01-20T03:14:07.0000000Z, and NTP's timestamp holds 1968-01-20T03:14:08Z to 2104-02-26T09:42:24Z");
        WireForm.CannotWrite(new Ntp(default, new DateTime(2104, 2, 26, 9, 42, 24)), "Little is 2104-02-26T09:42:24.0000000Z, and NTP's timestamp holds 1968-01-20T03:14:08Z to 2104-02-26T09:42:24Z");
    }

    [Fact]
    public void Spans_of_time_are_counted_in_a_unit()
    {
        WireForm.Is(
            new Spans(TimeSpan.FromSeconds(-2), TimeSpan.FromMilliseconds(0x01020304), TimeSpan.FromMicroseconds(5), TimeSpan.FromDays(-128), TimeSpan.MaxValue, TimeSpan.FromTicks(3)),
            0xFF, 0xFE, // Seconds
            0x04, 0x03, 0x02, 0x01, // Milliseconds
            0, 0, 0, 0, 0, 0, 0, 5, // Microseconds
            0x80, // Days
            0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, // Ticks
            0, 0, 0, 0, 0, 0, 1, 44); // Nanoseconds
        Assert.Equal([0xFF, 0xFE], new Spans { Seconds = TimeSpan.FromSeconds(-1.5) }.ToBytes()[..2]);
        WireForm.Refuses<Spans>([.. new byte[6], 0x7F, .. new byte[24]], "Microseconds at byte 6: 9151314442816847872 microseconds do not fit a TimeSpan");
        WireForm.CannotWrite(new Spans { Seconds = TimeSpan.FromSeconds(32768) }, "Seconds is 09:06:08, which does not fit 2 bytes");
        WireForm.CannotWrite(new Spans { Milliseconds = TimeSpan.FromTicks(-1) }, "Milliseconds is -00:00:00.0000001, which does not fit 4 bytes");
        WireForm.CannotWrite(new Spans { Nanoseconds = TimeSpan.MaxValue }, "Nanoseconds is 10675199.02:48:05.4775807, which does not fit 8 bytes");
    }

    [Fact]
    public void Addresses_are_in_network_order_whatever_the_record_s() => WireForm.Is(
        new Addresses(
            new(0x7F000001), Ipv6Address.Parse("2001:db8::1"), new(0x00005E005301), IPAddress.Parse("192.0.2.1"), IPAddress.Parse("::1"), PhysicalAddress.Parse("00005E0053FF"), new([1, 2, 3, 4, 5, 6, 7, 8])),
        127, 0, 0, 1, // V4
        0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, // V6
        0x00, 0x00, 0x5E, 0x00, 0x53, 0x01, // Mac
        192, 0, 2, 1, // Four
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, // Sixteen
        0x00, 0x00, 0x5E, 0x00, 0x53, 0xFF, // Link
        1, 2, 3, 4, 5, 6, 7, 8); // Wide

    [Fact]
    public void An_address_of_another_kind_can_not_be_written()
    {
        Addresses value = new(default, default, default, IPAddress.Any, IPAddress.IPv6Any, new(new byte[6]), new(new byte[8]));
        WireForm.CannotWrite(default(Addresses), "Four is null, and must be an address of 4 bytes");
        WireForm.CannotWrite(value with { Four = IPAddress.IPv6Loopback }, "Four is ::1, and must be an address of 4 bytes");
        WireForm.CannotWrite(value with { Sixteen = IPAddress.Loopback }, "Sixteen is 127.0.0.1, and must be an address of 16 bytes");
        WireForm.CannotWrite(value with { Link = PhysicalAddress.None }, "Link is , and must be an address of 6 bytes");
        WireForm.CannotWrite(value with { Mac = new(1UL << 48) }, "Mac is 281474976710656, which does not fit 48 bits");
    }

    [Fact]
    public void Addresses_are_elements_of_lists() => WireForm.IsWithRest(
        new Lists([new(0x01020304), new(5)], [new(6)], [new(7)]),
        2, 1, 2, 3, 4, 0, 0, 0, 5, 1, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7);

    [Fact]
    public void Converted_numbers_are_not_always_there()
    {
        WireForm.Is(
            new Optional { HasAll = true, Time = DateTimeOffset.UnixEpoch.AddSeconds(1), Address = IPAddress.Loopback, Mask = new(0xFFFFFF00), Day = 31 },
            1, 0, 0, 0, 1, 127, 0, 0, 1, 255, 255, 255, 0, 0x31);
        WireForm.Is(default(Optional), 0);
        WireForm.Refuses<Optional>([1, 0, 0, 0, 1, 127, 0, 0, 1, 255, 255, 255, 0, 0x32], "Day at byte 13: is 32, and must be between 1 and 31");
        WireForm.Refuses<Optional>([1, 0, 0, 0, 1, 127, 0, 0, 1, 255, 255, 255, 0, 0x3A], "Day at byte 13: 3A is no number of 2 decimal digits");
    }
}
