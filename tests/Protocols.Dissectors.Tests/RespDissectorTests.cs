using System.Globalization;
using ProtoSockets;
using RedisSample;

namespace Dissectors.Tests;

/// <summary>
/// Redis' protocol, captured from a real server and client. The dissector of tshark 4.0 knows RESP2; of a value of RESP3 it says that it is a fragment, and goes on at the next line, so that such
/// values are left out here, and inline commands, which are no RESP, too.
/// </summary>
public sealed class RespDissectorTests
{
    [Fact]
    public async Task Captured_commands_and_replies_are_read_alike()
    {
        Conversation conversation = new(6379);
        conversation.Connect();
        List<(string File, ExpectedFields Fields)> expected = [];
        foreach (string file in Captured.Files("redis", "??-*.bin"))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            Side from = Captured.IsFromClient(file) ? Side.Client : Side.Server;
            ExpectedFields fields = new();
            if (Cut(bytes, from).All(frame => from == Side.Client ? TryAddCommand(fields, frame) : TryAddReply(fields, frame)))
            {
                conversation.Send(from == Side.Client, bytes);
                expected.Add((Path.GetFileName(file), fields));
            }
        }

        IReadOnlyList<DissectedPacket> packets = await Tshark.DissectAsync(conversation, "resp", isStream: true);

        Assert.True(expected.Count > 30, $"{expected.Count} captures");
        Assert.Equal(expected.Count, packets.Count);
        IReadOnlySet<string> names = ExpectedFields.NamesIn(expected.Select(one => one.Fields));
        Assert.Equal(6, names.Count);
        foreach (((string file, ExpectedFields fields), DissectedPacket packet) in expected.Zip(packets))
        {
            fields.AssertIn(packet, file, [.. names, "resp.fragment"]);
        }
    }

    [Fact]
    public async Task What_we_write_is_read_as_we_mean_it()
    {
        Conversation conversation = new(6379);
        conversation.Connect();
        Redis.Command command = new() { Arguments = new([new Redis.Argument { Data = "SET"u8.ToArray() }, new Redis.Argument { Data = "k"u8.ToArray() }, new Redis.Argument { Data = new byte[] { 0, 13, 10, 255 } }]) };
        RespValue[] items = [new RespValue.Integer(-7), new RespValue.BulkString { Data = null }, new RespValue.SimpleString("OK"), new RespValue.Array { Items = new([]) }];
        conversation.Send(isFromClient: true, command.ToBytes());
        conversation.Send(isFromClient: false, new Redis.Reply(new RespValue.Array { Items = new(items) }).ToBytes());
        conversation.Send(isFromClient: false, new Redis.Refusal(new RespValue.SimpleError("ERR no")).ToBytes());

        IReadOnlyList<DissectedPacket> packets = await Tshark.DissectAsync(conversation, "resp", isStream: true);

        Assert.Equal(3, packets.Count);
        Assert.Equal(["53:45:54", "6b", "00:0d:0a:ff"], packets[0].All("resp.bulk_string.value"));
        Assert.Equal(["4", "0"], packets[1].All("resp.array.length"));
        Assert.Equal(("-7", "-1", "OK"), (packets[1].One("resp.integer"), packets[1].One("resp.bulk_string.length"), packets[1].One("resp.string")));
        Assert.Equal("ERR no", packets[2].One("resp.error"));
    }

    private static IEnumerable<byte[]> Cut(byte[] stream, Side from)
    {
        FrameScan scan = new(from);
        for (int start = 0; start < stream.Length;)
        {
            FrameStatus status = Redis.Wire.Find(stream.AsSpan(start), ref scan, 1 << 20, out FrameBounds bounds, out string? reason);
            Assert.True(status == FrameStatus.Found, reason);
            yield return stream[start..(start + bounds.FrameLength)];
            start += bounds.FrameLength;
            scan.Reset();
        }
    }

    private static bool TryAddCommand(ExpectedFields fields, byte[] frame)
    {
        if (frame[0] != '*')
        {
            return false;
        }

        Redis.Command command = Redis.Command.Read((ReadOnlyMemory<byte>)frame);
        fields.Add("resp.array.length", command.Arguments.Count);
        foreach (Redis.Argument argument in command.Arguments)
        {
            fields.Add("resp.bulk_string.length", argument.Data.Length);
            fields.Add("resp.bulk_string.value", argument.Data);
        }

        return true;
    }

    private static bool TryAddReply(ExpectedFields fields, byte[] frame) => TryAdd(fields, RespValue.Read((ReadOnlyMemory<byte>)frame));

    private static bool TryAdd(ExpectedFields fields, RespValue value)
    {
        if (value.TryGet(out RespValue.SimpleString text))
        {
            fields.Add("resp.string", text.Text);
        }
        else if (value.TryGet(out RespValue.SimpleError error))
        {
            fields.Add("resp.error", error.Text);
        }
        else if (value.TryGet(out RespValue.Integer integer))
        {
            fields.Add("resp.integer", integer.Value.ToString(CultureInfo.InvariantCulture));
        }
        else if (value.TryGet(out RespValue.BulkString bulk))
        {
            fields.Add("resp.bulk_string.length", bulk.Data?.Length ?? -1);
            fields.Add("resp.bulk_string.value", bulk.Data.GetValueOrDefault());
        }
        else if (value.TryGet(out RespValue.Array? array))
        {
            fields.Add("resp.array.length", array.Items?.Count ?? -1);
            foreach (RespValue item in array.Items.GetValueOrDefault())
            {
                if (!TryAdd(fields, item))
                {
                    return false;
                }
            }
        }
        else
        {
            return false;
        }

        return true;
    }
}
