using System.Text;
using ProtoSockets;
using static RedisSample.RespText;

namespace RedisSample.Tests;

/// <summary>Every type of RESP2 and RESP3, by the bytes of the specification.</summary>
public sealed class RespValueTests
{
    public static TheoryData<string, RespValue> Examples => new()
    {
        { "+OK\r\n", Ok },
        { "-ERR unknown command 'asdf'\r\n", new RespValue.SimpleError("ERR unknown command 'asdf'") },
        { ":0\r\n", Integer(0) },
        { ":-1000\r\n", Integer(-1000) },
        { "$5\r\nhello\r\n", Bulk("hello") },
        { "$0\r\n\r\n", Bulk("") },
        { "$4\r\n\r\n\r\n\r\n", Bulk("\r\n\r\n") },
        { "$-1\r\n", NullBulk },
        { "*0\r\n", RespText.Array() },
        { "*2\r\n$5\r\nhello\r\n$5\r\nworld\r\n", RespText.Array(Bulk("hello"), Bulk("world")) },
        { "*2\r\n*3\r\n:1\r\n:2\r\n:3\r\n*2\r\n+Hello\r\n-World\r\n", RespText.Array(RespText.Array(Integer(1), Integer(2), Integer(3)), RespText.Array(Simple("Hello"), new RespValue.SimpleError("World"))) },
        { "*-1\r\n", new RespValue.Array() },
        { "_\r\n", default(RespValue.Null) },
        { "#t\r\n", new RespValue.Boolean(RespTruth.True) },
        { "#f\r\n", new RespValue.Boolean(RespTruth.False) },
        { ",1.23\r\n", new RespValue.Double("1.23") },
        { ",-inf\r\n", new RespValue.Double(Number(double.NegativeInfinity)) },
        { "(3492890328409238509324850943850943825024385\r\n", new RespValue.BigNumber("3492890328409238509324850943850943825024385") },
        { "!21\r\nSYNTAX invalid syntax\r\n", new RespValue.BulkError { Text = "SYNTAX invalid syntax" } },
        { "=15\r\ntxt:Some string\r\n", new RespValue.VerbatimString { Encoding = "txt", Data = "Some string"u8.ToArray() } },
        { "%2\r\n+first\r\n:1\r\n+second\r\n:2\r\n", new RespValue.Map { Entries = new RespEntry[] { new(Simple("first"), Integer(1)), new(Simple("second"), Integer(2)) } } },
        { "~2\r\n+a\r\n:1\r\n", new RespValue.Set { Items = new[] { Simple("a"), Integer(1) } } },
        { ">2\r\n+message\r\n+x\r\n", new RespValue.Push { Items = new[] { Simple("message"), Simple("x") } } },
        { "|1\r\n+ttl\r\n:3600\r\n:7\r\n", new RespValue.Attributed { Attributes = new RespEntry[] { new(Simple("ttl"), Integer(3600)) }, Value = Integer(7) } },
    };

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    public void A_value_is_written_and_read_as_the_specification_says(string text, RespValue value)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        Assert.Equal(text, Encoding.Latin1.GetString(value.ToBytes()));
        RespValue read = RespValue.Read(bytes);
        Assert.Equal(value, read);
        Assert.Equal(value.Show(), read.Show());
        RespValue owned = read.ToOwned();
        bytes.AsSpan().Clear();
        Assert.Equal(value, owned);
    }

    [Theory]
    [MemberData(nameof(Examples), DisableDiscoveryEnumeration = true)]
    public void A_value_that_is_cut_is_incomplete_at_every_length(string text, RespValue value)
    {
        byte[] bytes = value.ToBytes();
        Assert.Equal(text.Length, bytes.Length);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(RespValue.TryRead(bytes.AsMemory(0, length), out _, out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
            Assert.InRange(error.BytesNeeded, length + 1, bytes.Length);
        }
    }

    [Theory]
    [InlineData("?1\r\n")]
    [InlineData(":x\r\n")]
    [InlineData(":\r\n")]
    [InlineData("$-2\r\n")]
    [InlineData("$5\r\nhelloxx")]
    [InlineData("*1x\r\n")]
    [InlineData("%-1\r\n")]
    [InlineData("!-1\r\n")]
    [InlineData("_x\r\n")]
    [InlineData("=2\r\ntx\r\n")]
    [InlineData("$99999999999\r\n")]
    public void What_is_no_value_is_malformed(string text)
    {
        Assert.False(RespValue.TryRead(Encoding.Latin1.GetBytes(text), out _, out _, out WireError? error));
        Assert.Equal(WireErrorKind.Malformed, error!.Kind);
    }

    [Theory]
    [InlineData("OK\r\nMORE")]
    [InlineData("\r\n")]
    public void A_line_that_would_end_early_is_not_written(string text) => Assert.Throws<WireFormatException>(() => Simple(text).ToBytes());

    [Fact]
    public void Values_are_shown_as_people_know_them() =>
        Assert.Equal("1) (integer) 1\n2) 1) \"x\"\n   2) (nil)\n", RespText.Array(Integer(1), RespText.Array(Bulk("x"), NullBulk)).Show().ReplaceLineEndings("\n"));
}
