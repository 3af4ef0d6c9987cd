using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Views;

/// <summary>Views and editors of what is in a byte order that is chosen at run time: by the header, by a member, by what encloses it.</summary>
public sealed partial class ViewOrderTests
{
    private static readonly byte[] BigRequest =
    [
        .. "GIOP"u8, /* Version */ 1, 0, /* flags */ 0, /* Kind */ 3, /* Size */ 0, 0, 0, 11,
        /* RequestId */ 0, 0, 0, 7, /* ObjectKeyLength */ 0, 0, 0, 3, .. "key"u8,
    ];

    private static readonly byte[] LittleRequest =
    [
        .. "GIOP"u8, /* Version */ 1, 0, /* flags */ 1, /* Kind */ 3, /* Size */ 11, 0, 0, 0,
        /* RequestId */ 7, 0, 0, 0, /* ObjectKeyLength */ 3, 0, 0, 0, .. "key"u8,
    ];

    /// <summary>All kinds of members whose bytes depend on an order that one of them chooses.</summary>
    [WireStruct, ByteOrder(nameof(IsLittle))]
    public readonly partial record struct Switched
    {
        public ushort InFront { get; init; }

        public bool IsLittle { get; init; }

        [InRange(0, 1000)]
        public ushort Checked { get; init; }

        [Bits(4)]
        public byte High { get; init; }

        [Bits(12)]
        public ushort Low { get; init; }

        [Bytes(3)]
        public int Odd { get; init; }

        [UnixTime(TimeUnit.Seconds), Bytes(4)]
        public DateTimeOffset Time { get; init; }

        [Utf16, FixedBytes(6)]
        public string Name { get; init; }

        [CountPrefixed<ushort>, MaxCount(4)]
        public WireList<uint> Numbers { get; init; }

        [LittleEndian]
        public ushort Fixed { get; init; }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_view_reads_a_message_in_the_order_of_its_header(bool isLittle)
    {
        byte[] bytes = isLittle ? LittleRequest : BigRequest;
        Assert.True(Giop.LocateRequest.View.TryCreate(bytes, out Giop.LocateRequest.View view, out _));
        Assert.Equal((7u, isLittle, 11u, 0x0100), (view.RequestId, view.IsLittle, view.Header.Size, view.Version));
        Assert.Equal("key"u8.ToArray(), view.ObjectKey.ToArray());
        Assert.Equal(new Giop.LocateRequest(7, "key"u8.ToArray(), isLittle), view.ToRecord());
        Assert.True(view.Validate(out _));
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            Assert.False(Giop.LocateRequest.View.TryCreate(bytes.AsMemory(0, cut), out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lists_and_records_inside_are_viewed_in_it(bool isLittle)
    {
        byte[] body = isLittle
            ? [/* Numbers */ 2, 1, 0, 2, 0, /* Value */ 4, 0, 0, 0, /* High, Low */ 6, 0x50]
            : [/* Numbers */ 2, 0, 1, 0, 2, /* Value */ 0, 0, 0, 4, /* High, Low */ 0x50, 6];
        byte[] bytes = [.. "GIOP"u8, 1, 0, isLittle ? (byte)1 : (byte)0, 201, .. isLittle ? (byte[])[11, 0, 0, 0] : [0, 0, 0, 11], .. body];
        Assert.True(Giop.Deep.View.TryCreate(bytes, out Giop.Deep.View view, out _));
        Assert.Equal([1, 2], view.Numbers.ToArray());
        Assert.Equal((4u, 5, 6), (view.Inner.Value, view.Inner.High, view.Inner.Low));
        Assert.Equal(new Giop.Inner(4, 5, 6), view.Inner.ToRecord());
    }

    [Fact]
    public void A_message_that_says_nothing_keeps_its_own_order()
    {
        byte[] bytes = [.. "GIOP"u8, /* Version */ 1, 0, /* flags */ 1, /* Kind */ 200, /* Size */ 6, 0, 0, 0, /* Big */ 0, 1, /* Little */ 2, 0, /* Either */ 3, 0];
        Assert.True(Giop.Mixed.View.TryCreate(bytes, out Giop.Mixed.View view, out _));
        Assert.Equal((1, 2, 3), (view.Big, view.Little, view.Either));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_is_edited_in_the_order_of_its_header(bool isLittle)
    {
        byte[] bytes = [.. isLittle ? LittleRequest : BigRequest];
        Assert.True(Giop.LocateRequest.Editor.TryCreate(bytes, out Giop.LocateRequest.Editor editor, out _));
        editor.RequestId = 0x01020304;
        Assert.Equal(0x01020304u, editor.RequestId);
        Assert.Equal(new Giop.LocateRequest(0x01020304, "key"u8.ToArray(), isLittle).ToBytes(default), bytes);
        Assert.Null(typeof(Giop.Header.Editor).GetProperty(nameof(Giop.Header.IsLittle)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_inside_are_edited_in_the_order_of_what_is_around_them(bool isLittle)
    {
        Giop.Deep deep = new(new ushort[] { 1, 2 }, new(4, 5, 6), isLittle);
        byte[] bytes = deep.ToBytes(default);
        Assert.True(Giop.Deep.Editor.TryCreate(bytes, out Giop.Deep.Editor editor, out _));
        Giop.Inner.Editor inner = editor.Inner;
        inner.Value = 0x0A0B0C0D;
        inner.High = 0xE;
        inner.Low = 0x123;
        Assert.Equal((deep with { Inner = new(0x0A0B0C0D, 0xE, 0x123) }).ToBytes(default), bytes);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Members_are_read_and_set_in_the_order_that_an_earlier_one_chooses(bool isLittle)
    {
        Switched value = new()
        {
            InFront = 0x0102,
            IsLittle = isLittle,
            Checked = 300,
            High = 5,
            Low = 0x678,
            Odd = -2,
            Time = DateTimeOffset.UnixEpoch.AddSeconds(77),
            Name = "xy",
            Numbers = new uint[] { 1, 2 },
            Fixed = 4,
        };
        byte[] expected = isLittle
            ?
            [
                /* InFront */ 1, 2, /* IsLittle */ 1, /* Checked */ 0x2C, 1, /* High, Low */ 0x78, 0x56, /* Odd */ 0xFE, 0xFF, 0xFF, /* Time */ 77, 0, 0, 0, /* Name */ (byte)'x', 0, (byte)'y', 0, 0, 0,
                /* Numbers */ 2, 0, 1, 0, 0, 0, 2, 0, 0, 0, /* Fixed */ 4, 0,
            ]
            :
            [
                /* InFront */ 1, 2, /* IsLittle */ 0, /* Checked */ 1, 0x2C, /* High, Low */ 0x56, 0x78, /* Odd */ 0xFF, 0xFF, 0xFE, /* Time */ 0, 0, 0, 77, /* Name */ 0, (byte)'x', 0, (byte)'y', 0, 0,
                /* Numbers */ 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, /* Fixed */ 4, 0,
            ];
        byte[] bytes = value.ToBytes();
        Assert.Equal(expected, bytes);
        Assert.True(Switched.View.TryCreate(bytes, out Switched.View view, out _));
        Assert.Equal((0x0102, 300, 5, 0x678, -2, 4), (view.InFront, view.Checked, view.High, view.Low, view.Odd, view.Fixed));
        Assert.Equal((77L, "xy"), (view.Time.ToUnixTimeSeconds(), view.Name.ToString()));
        Assert.Equal([1u, 2u], view.Numbers.ToArray());
        Assert.True(Switched.Editor.TryCreate(bytes, out Switched.Editor editor, out _));
        editor.InFront = 9;
        editor.Checked = 1000;
        editor.High = 1;
        editor.Low = 0xFFF;
        editor.Odd = 70000;
        editor.Time = DateTimeOffset.UnixEpoch;
        editor.Name = "zzz";
        editor.Fixed = 0x0A0B;
        Switched edited = value with { InFront = 9, Checked = 1000, High = 1, Low = 0xFFF, Odd = 70000, Time = DateTimeOffset.UnixEpoch, Name = "zzz", Fixed = 0x0A0B };
        Assert.Equal(edited.ToBytes(), bytes);
    }

    [Fact]
    public void A_number_that_is_wrong_in_the_order_is_refused_when_it_is_asked_for()
    {
        byte[] bytes = new Switched { IsLittle = true, Checked = 1, Name = "", Time = DateTimeOffset.UnixEpoch }.ToBytes();
        (bytes[3], bytes[4]) = (0, 4); // 1024 with the least significant byte first
        Assert.True(Switched.View.TryCreate(bytes, out Switched.View view, out _));
        try
        {
            _ = view.Checked;
            Assert.Fail("1024 is not in the range");
        }
        catch (WireFormatException exception)
        {
            Assert.Equal("Checked at byte 3: is 1024, and must be at most 1000", exception.Error!.ToString());
        }
    }

    [Fact]
    public void Each_record_inside_is_edited_in_its_own_order()
    {
        ByteOrderTests.Open open = new(1, 2, 3, (Half)4, 5, 6);
        ByteOrderTests.Around around = new(open, open, default, IsLittle: false, open, 7);
        byte[] bytes = around.ToBytes();
        Assert.True(ByteOrderTests.Around.Editor.TryCreate(bytes, out ByteOrderTests.Around.Editor editor, out _));
        ByteOrderTests.Open.Editor big = editor.Big;
        ByteOrderTests.Open.Editor little = editor.Little;
        ByteOrderTests.Open.Editor chosen = editor.Chosen;
        big.Value = 0x0102;
        little.Real = -1.5f;
        chosen.Last = long.MinValue;
        chosen.Wide = -7;
        Assert.Equal((around with { Big = open with { Value = 0x0102 }, Little = open with { Real = -1.5f }, Chosen = open with { Last = long.MinValue, Wide = -7 } }).ToBytes(), bytes);
    }
}
