namespace RedisSample;

/// <summary>A message of a channel: <c>message</c>, the channel, the content. In RESP3 a push, in RESP2 an array.</summary>
internal static class PushedMessage
{
    public static bool TryRead(RespValue value, ReadOnlySpan<byte> channel, out ReadOnlyMemory<byte> content)
    {
        content = default;
        value = value.Bare();
        RespValue[] items = value.TryGet(out RespValue.Push? push) ? push.Items.ToArray()
            : value.TryGet(out RespValue.Array? array) && array.Items is { } elements ? elements.ToArray()
            : [];
        if (items.Length != 3 || !Is(items[0], "message"u8) || !Is(items[1], channel) || !items[2].TryGet(out RespValue.BulkString bulk))
        {
            return false;
        }

        content = bulk.Data.GetValueOrDefault();
        return true;
    }

    private static bool Is(RespValue value, ReadOnlySpan<byte> text) => value.TryGet(out RespValue.BulkString bulk) && bulk.Data is { } data && data.Span.SequenceEqual(text);
}
