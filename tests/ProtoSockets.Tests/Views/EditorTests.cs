using ProtoSockets.Tests.Dumps;
using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Views;

public sealed class EditorTests
{
    [Fact]
    public void Members_of_fixed_size_are_set_where_they_lie()
    {
        Letter before = new() { Kind = 3, Level = -2, Flag = true, Weight = 1, Name = "ada", Tag = new byte[] { 1, 2, 3, 4 }, Port = 80, Count = 5, Rest = "!" };
        byte[] bytes = before.ToBytes();
        Assert.True(Letter.Editor.TryCreate(bytes, out Letter.Editor editor, out WireError? error));
        Assert.Null(error);
        editor.Kind = 0x1FF;
        editor.Level = -16;
        editor.Flag = false;
        editor.Weight = 0x010203;
        "tags"u8.CopyTo(editor.Tag);
        editor.Port = 0x1234;
        editor.Count = -9;
        Assert.Equal(0x1FF, editor.Kind);
        Assert.Equal(0x1234, editor.View.Port);
        Letter after = before with { Kind = 0x1FF, Level = -16, Flag = false, Weight = 0x010203, Tag = "tags"u8.ToArray(), Port = 0x1234, Count = -9 };
        Assert.Equal(after.ToBytes(), bytes);
        Assert.True(editor.View.Validate(out _));
    }

    [Fact]
    public void A_value_that_does_not_fit_its_bits_is_refused()
    {
        byte[] bytes = new Letter { Name = "ada", Tag = new byte[4], Rest = "" }.ToBytes();
        byte[] before = [.. bytes];
        Assert.True(Letter.Editor.TryCreate(bytes, out Letter.Editor editor, out _));
        WireFormatException? thrown = null;
        try
        {
            editor.Kind = 0x400;
        }
        catch (WireFormatException exception)
        {
            thrown = exception;
        }

        Assert.Equal("Kind is 1024, which does not fit 10 bits", thrown?.Message);
        Assert.Equal(before, bytes);
    }

    [Fact]
    public void Malformed_bytes_can_not_be_edited()
    {
        byte[] bytes = new Letter { Name = "ada", Tag = new byte[4], Rest = "" }.ToBytes();
        bytes[5] = 200; // the length of the name
        Assert.False(Letter.Editor.TryCreate(bytes, out _, out WireError? error));
        Assert.Equal("Name at byte 6: 200 bytes are over the limit of 20", error?.ToString());
        Assert.False(Letter.Editor.TryCreate(bytes.AsSpan(0, 4), out _, out error));
        Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
    }

    [Fact]
    public void A_message_is_edited_behind_its_header_and_the_header_by_itself()
    {
        byte[] frame = new Store.Set(1, 2, "key"u8.ToArray(), "value"u8.ToArray()).ToBytes(new Store.Header { Opaque = 9 });
        Assert.True(Store.Set.Editor.TryCreate(frame, out Store.Set.Editor editor, out _));
        editor.Expiration = 77;
        Assert.True(Store.Header.Editor.TryCreate(frame, out Store.Header.Editor header, out _));
        header.Opaque = 0xABCD;
        Assert.Equal(new Store.Set(1, 77, "key"u8.ToArray(), "value"u8.ToArray()).ToBytes(new Store.Header { Opaque = 0xABCD }), frame);
    }

    [Fact]
    public void Computed_members_have_no_setter()
    {
        Assert.Null(typeof(Store.Header.Editor).GetProperty(nameof(Store.Header.KeyLength)));
        Assert.NotNull(typeof(Store.Header.Editor).GetProperty(nameof(Store.Header.Opaque)));
        Assert.Null(typeof(Survey.Editor).GetProperty(nameof(Survey.NameLength)));
        Assert.Null(typeof(Survey.Editor).GetProperty(nameof(Survey.HasNote)));
        Assert.NotNull(typeof(Survey.Editor).GetProperty(nameof(Survey.Quality)));
    }
}

/// <summary>Members of fixed size of all kinds, in front of a text and behind it.</summary>
[WireStruct]
public readonly partial record struct Letter
{
    [Bits(10)]
    public ushort Kind { get; init; }

    [Bits(5)]
    public sbyte Level { get; init; }

    [Bits(1)]
    public bool Flag { get; init; }

    [Bytes(3)]
    public uint Weight { get; init; }

    [LengthPrefixed<byte>, MaxBytes(20)]
    public string Name { get; init; }

    [FixedBytes(4)]
    public ReadOnlyMemory<byte> Tag { get; init; }

    [LittleEndian]
    public ushort Port { get; init; }

    public int Count { get; init; }

    [Remaining]
    public Utf8Text Rest { get; init; }
}
