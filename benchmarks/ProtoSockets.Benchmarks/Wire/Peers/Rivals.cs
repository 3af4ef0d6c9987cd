using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Google.Protobuf;
using MemoryPack;
using MessagePack;

namespace ProtoSockets.Benchmarks.Wire.Peers;

/// <summary>
/// What people would pick instead. None of them can write an existing format: they carry the same facts in bytes of their own. Each writes into a buffer that is kept.
/// </summary>
internal static class Rivals
{
    /// <summary>Those that write a form.</summary>
    /// <param name="form">The facts.</param>
    /// <param name="json">How System.Text.Json's generated serializer takes them.</param>
    /// <param name="message">The same facts as a message of Protocol Buffers.</param>
    public static Contender[] Encode<TForm, TMessage>(TForm form, JsonTypeInfo<TForm> json, TMessage message)
        where TForm : class
        where TMessage : IMessage<TMessage>
    {
        byte[] bytes = new byte[message.CalculateSize() + 64];
        ArrayBufferWriter<byte> buffer = new(1 << 16);
        Utf8JsonWriter writer = new(buffer);
        return
        [
            Contender.Of("Google.Protobuf", i =>
            {
                int size = message.CalculateSize();
                message.WriteTo(bytes.AsSpan(0, size));
                return size + bytes[i & 7];
            }),
            Contender.Of("MemoryPack", _ =>
            {
                buffer.ResetWrittenCount();
                MemoryPackSerializer.Serialize(buffer, form);
                return buffer.WrittenCount;
            }),
            Contender.Of("MessagePack", _ =>
            {
                buffer.ResetWrittenCount();
                MessagePackSerializer.Serialize(buffer, form);
                return buffer.WrittenCount;
            }),
            Contender.Of("System.Text.Json", _ =>
            {
                buffer.ResetWrittenCount();
                writer.Reset();
                JsonSerializer.Serialize(writer, form, json);
                return buffer.WrittenCount;
            }),
        ];
    }

    /// <summary>Those that read a form.</summary>
    public static Contender[] Decode<TForm, TMessage>(TForm form, JsonTypeInfo<TForm> json, TMessage message, MessageParser<TMessage> parser)
        where TForm : class
        where TMessage : IMessage<TMessage>
    {
        byte[] asProtobuf = message.ToByteArray();
        byte[] asMemoryPack = MemoryPackSerializer.Serialize(form);
        byte[] asMessagePack = MessagePackSerializer.Serialize(form);
        byte[] asJson = JsonSerializer.SerializeToUtf8Bytes(form, json);
        return
        [
            Contender.Of("Google.Protobuf", _ => Seen(parser.ParseFrom(asProtobuf))),
            Contender.Of("MemoryPack", _ => Seen(MemoryPackSerializer.Deserialize<TForm>(asMemoryPack))),
            Contender.Of("MessagePack", _ => Seen(MessagePackSerializer.Deserialize<TForm>(asMessagePack))),
            Contender.Of("System.Text.Json", _ => Seen(JsonSerializer.Deserialize(asJson, json))),
        ];
    }

    private static int Seen(object? value) => value is null ? throw new InvalidOperationException("What was written can't be read.") : 1;
}
