using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ProtoSockets.Streams;

namespace ProtoSockets.Runtime;

/// <summary>What generated views stand on: all that does not depend on the record.</summary>
public static partial class WireViews
{
    /// <summary>What a length of variable size in a header may grow by when it counts a member that streams.</summary>
    private const int MostLengthBytes = 8;

    /// <summary>A reader of a part of the message that a view has found.</summary>
    /// <param name="reader">The view's reader.</param>
    /// <param name="start">Where the part starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>The reader.</returns>
    public static WireReader Between(scoped in WireReader reader, int start, int end) => reader.Between(start, end);

    /// <summary>A reader of a part of the message that a view has found, whose numbers have the byte order that was chosen for it.</summary>
    /// <param name="reader">The view's reader.</param>
    /// <param name="start">Where the part starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <returns>The reader.</returns>
    public static WireReader Between(scoped in WireReader reader, int start, int end, bool isLittleEndian)
    {
        WireReader part = reader.Between(start, end);
        part.IsLittleEndian = isLittleEndian;
        return part;
    }

    /// <summary>A reader of a part of the message of a view that has none.</summary>
    /// <param name="message">The message.</param>
    /// <param name="memory">The same where it can be borrowed, else nothing.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="start">Where the part starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>The reader.</returns>
    public static WireReader Reader(ReadOnlySpan<byte> message, ReadOnlyMemory<byte> memory, Side from, int start, int end) =>
        (memory.IsEmpty ? new WireReader(message, isComplete: true, from) : new WireReader(memory, isComplete: true, from)).Between(start, end);

    /// <summary>A reader of a part of the message of a view that has none, in a version of the protocol.</summary>
    /// <param name="message">The message.</param>
    /// <param name="memory">The same where it can be borrowed, else nothing.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="version">The version.</param>
    /// <param name="start">Where the part starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>The reader.</returns>
    public static WireReader Reader(ReadOnlySpan<byte> message, ReadOnlyMemory<byte> memory, Side from, ushort version, int start, int end)
    {
        WireReader reader = Reader(message, memory, from, start, end);
        reader.Version = version;
        return reader;
    }

    /// <summary>The message up to where what a reader reads ends.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>Its bytes, from the first byte of the message.</returns>
    public static ReadOnlySpan<byte> Within(scoped in WireReader reader) => reader.Message[..(reader.Position + reader.Remaining)];

    /// <summary>The message of a reader where it can be borrowed, else nothing.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The bytes.</returns>
    public static ReadOnlyMemory<byte> MemoryOf(scoped in WireReader reader) => reader.Memory;

    /// <summary>What is wrong with bytes that make up no view: the record says it.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="reader">A reader at its start.</param>
    /// <returns>The error.</returns>
    public static WireError Refused<T>(WireReader reader)
        where T : IWireSerializable<T>
    {
        _ = Refuse<T>(ref reader);
        return reader.Error!;
    }

    /// <summary>What is wrong with bytes that make up no view, for code that has no reader.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="source">The bytes.</param>
    /// <param name="from">Who sent them.</param>
    /// <returns>The error.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static WireError Refused<T>(ReadOnlySpan<byte> source, Side from)
        where T : IWireSerializable<T> => Refused<T>(new WireReader(source, isComplete: false, from));

    /// <summary>What is wrong with a frame that makes up no view, for code that has no reader.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="source">The frame.</param>
    /// <param name="from">Who sent it.</param>
    /// <returns>The error.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static WireError RefusedMessage<T>(ReadOnlySpan<byte> source, Side from)
        where T : IProtocolMessage<T> => RefusedMessage<T>(new WireReader(source, isComplete: false, from));

    /// <summary>What is wrong with a frame that makes up no view: the message says it.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="frame">A reader at its frame's start.</param>
    /// <returns>The error.</returns>
    public static WireError RefusedMessage<T>(WireReader frame)
        where T : IProtocolMessage<T>
    {
        _ = RefuseMessage<T>(ref frame);
        return frame.Error!;
    }

    /// <summary>Records what is wrong with bytes that make up no view: the record says it.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="reader">A reader at its start.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Refuse<T>(scoped ref WireReader reader)
        where T : IWireSerializable<T>
    {
        _ = T.TryRead(ref reader, out _);
        return reader.Malformed("the bytes are no value");
    }

    /// <summary>Records what is wrong with a frame that makes up no view: the message says it.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="frame">A reader at its frame's start.</param>
    /// <returns>False.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool RefuseMessage<T>(scoped ref WireReader frame)
        where T : IProtocolMessage<T>
    {
        _ = T.TryReadFrame(ref frame, out _);
        return frame.Malformed("the bytes are no value");
    }

    /// <summary>A record for people, or what is wrong with it.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="reader">A reader at its start.</param>
    /// <returns>A text.</returns>
    public static string Show<T>(WireReader reader)
        where T : IWireSerializable<T> => T.TryRead(ref reader, out T value) ? value.ToString() ?? string.Empty : Show(in reader);

    /// <summary>A message for people, or what is wrong with it.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="frame">A reader at its frame's start.</param>
    /// <returns>A text.</returns>
    public static string ShowMessage<T>(WireReader frame)
        where T : IProtocolMessage<T> => T.TryReadFrame(ref frame, out T message) ? message.ToString() ?? string.Empty : Show(in frame);

    private static string Show(scoped in WireReader reader) => reader.Error?.ToString() ?? string.Empty;

    /// <summary>Reads the record that a view stands for.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="reader">A reader at its start.</param>
    /// <returns>The record.</returns>
    /// <exception cref="WireFormatException">Its bytes are malformed.</exception>
    public static T ToRecord<T>(WireReader reader)
        where T : IWireSerializable<T>
    {
        if (!T.TryRead(ref reader, out T value))
        {
            Throw(ref reader);
        }

        return value;
    }

    /// <summary>Reads the message that a view stands for.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="frame">A reader at its frame's start.</param>
    /// <returns>The message.</returns>
    /// <exception cref="WireFormatException">The frame is malformed.</exception>
    public static T ToMessage<T>(WireReader frame)
        where T : IProtocolMessage<T>
    {
        if (!T.TryReadFrame(ref frame, out T message))
        {
            Throw(ref frame);
        }

        return message;
    }

    /// <summary>Checks all of a record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="reader">A reader at its start.</param>
    /// <returns>What is wrong, or null.</returns>
    public static WireError? Validate<T>(WireReader reader)
        where T : IWireSerializable<T> => T.TryRead(ref reader, out _) ? null : reader.Error;

    /// <summary>Checks all of a message.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="frame">A reader at its frame's start.</param>
    /// <returns>What is wrong, or null.</returns>
    public static WireError? ValidateMessage<T>(WireReader frame)
        where T : IProtocolMessage<T> => T.TryReadFrame(ref frame, out _) ? null : frame.Error;

    /// <summary>Throws what a reader recorded.</summary>
    /// <param name="reader">The reader.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Throw(scoped ref WireReader reader)
    {
        _ = reader.Malformed("the bytes are no value");
        throw new WireFormatException(reader.Error!);
    }

    /// <summary>A view was asked for of a record that is not there.</summary>
    /// <param name="member">The member.</param>
    /// <exception cref="InvalidOperationException">Always.</exception>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowAbsent(string member) =>
        throw new InvalidOperationException($"{member} is not in the message. Ask Has{member} first.");

    /// <summary>Makes a view of the record at the reader's position; see <see cref="IWireView{TSelf}.TryCreate"/>.</summary>
    /// <typeparam name="TView">The view.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="view">The view.</param>
    /// <returns>False when fewer bytes are left.</returns>
    public static bool TryCreate<TView>(scoped ref WireReader reader, out TView view)
        where TView : struct, IWireView<TView>, allows ref struct => TView.TryCreate(ref reader, out view);

    /// <summary>Makes an editor of the record that a view has found.</summary>
    /// <typeparam name="TEditor">The editor.</typeparam>
    /// <typeparam name="TView">The record's view.</typeparam>
    /// <param name="bytes">The bytes of the whole message.</param>
    /// <param name="view">The view.</param>
    /// <returns>The editor.</returns>
    public static TEditor Edit<TEditor, TView>(Span<byte> bytes, TView view)
        where TEditor : struct, IWireEditor<TEditor, TView>, allows ref struct
        where TView : struct, allows ref struct => TEditor.Create(bytes, view);

    /// <summary>Makes a view of the message in a frame; see <see cref="IMessageView{TSelf}.TryCreateFrame"/>.</summary>
    /// <typeparam name="TView">The view.</typeparam>
    /// <param name="frame">The reader.</param>
    /// <param name="view">The view.</param>
    /// <returns>False when fewer bytes are left.</returns>
    public static bool TryCreateFrame<TView>(scoped ref WireReader frame, out TView view)
        where TView : struct, IMessageView<TView>, allows ref struct => TView.TryCreateFrame(ref frame, out view);

    /// <summary>Writes a message into a frame of its own, for a view of it.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="from">Who sends it.</param>
    /// <returns>A reader of the frame.</returns>
    /// <exception cref="WireFormatException">A member holds what its wire form can't.</exception>
    public static WireReader FrameOf<T>(T message, Side from)
        where T : IProtocolMessage<T>
    {
        ArgumentNullException.ThrowIfNull(message);
        if (T.IsStreamed && T.GetStreamed(in message) is { IsBuffered: false } streamed)
        {
            // What is not in memory stays where it is: the frame is what would be received in front of it.
            byte[] front = new byte[message.GetFrameSize() + MostLengthBytes];
            WireWriter head = new(front, from) { IsHeadOnly = true };
            message.WriteFrame(ref head, default);
            StreamedTail tail = new(head.Position + Math.Max(0, streamed.Length), incoming: null) { Own = streamed };
            return new WireReader(front.AsMemory(0, head.Position), isComplete: true, from) { Tail = tail };
        }

        byte[] bytes = new byte[message.GetFrameSize()];
        WireWriter writer = new(bytes, from);
        message.WriteFrame(ref writer, default);
        return new WireReader(bytes.AsMemory(0, writer.Position), isComplete: true, from);
    }

    /// <summary>Passes over the record at the reader's position.</summary>
    /// <typeparam name="TView">Its view.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <returns>False when the record does not end within the bytes that are left, or is none.</returns>
    public static bool TryPass<TView>(scoped ref WireReader reader)
        where TView : struct, IWireView<TView>, allows ref struct => TView.TryCreate(ref reader, out _);

    /// <summary>Passes over the default envelope.</summary>
    /// <param name="frame">A reader at the message's first byte.</param>
    /// <returns>False when it is cut.</returns>
    public static bool TryReadEnvelope(scoped ref WireReader frame) => Envelope.TryRead(ref frame, out _);

    /// <summary>Passes over the default envelope of a message.</summary>
    /// <param name="frame">A reader at the message's first byte.</param>
    /// <param name="messageId">The message's id.</param>
    /// <returns>False when it is cut, or the message is another one.</returns>
    public static bool TryReadEnvelope(scoped ref WireReader frame, ushort messageId) =>
        Envelope.TryRead(ref frame, out FrameRoute route)
        && (route.MessageId == messageId || WireChecks.OtherMessage(ref frame, 6, "MessageId", route.MessageId, messageId));

    /// <summary>A text.</summary>
    /// <param name="message">The message.</param>
    /// <param name="start">Where the text starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="member">The member.</param>
    /// <returns>The text.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WireTextView Text(ReadOnlySpan<byte> message, int start, int end, TextEncoding encoding, string member) => new(message[start..end], encoding, start, member);

    /// <summary>A text in a field of fixed size: what stands before its trailing padding.</summary>
    /// <param name="message">The message.</param>
    /// <param name="start">Where the field starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="pad">The padding; in UTF-16, the code unit of that value.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="member">The member.</param>
    /// <returns>The text.</returns>
    public static WireTextView FixedText(ReadOnlySpan<byte> message, int start, int end, byte pad, TextEncoding encoding, string member) =>
        new(WireText.TrimPadding(message[start..end], pad, encoding), encoding, start, member);

    /// <summary>Passes over bytes up to a zero, and over this.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes before the zero.</param>
    /// <param name="unit">The size of the zero: 1 or 2.</param>
    /// <param name="length">How many bytes stand before it.</param>
    /// <returns>False when no zero follows, or it is too far away.</returns>
    public static bool TryPassTerminated(scoped ref WireReader reader, int maxBytes, int unit, out int length)
    {
        if (!WireBytes.TryFindTerminator(ref reader, maxBytes, unit, out length))
        {
            return false;
        }

        reader.Skip(length + unit);
        return true;
    }

    /// <summary>Throws what a reader recorded in a member.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Throw(scoped ref WireReader reader, string member)
    {
        _ = reader.In(member);
        Throw(ref reader);
    }

    /// <summary>Throws what a reader recorded in an element of a list.</summary>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Throw(scoped ref WireReader reader, string member, int index)
    {
        _ = reader.In(member, index);
        Throw(ref reader);
    }
}
