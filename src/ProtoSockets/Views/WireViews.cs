using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>What generated views stand on: all that does not depend on the record.</summary>
public static class WireViews
{
    /// <summary>A reader of a part of the message that a view's reader has passed over.</summary>
    /// <param name="reader">The view's reader.</param>
    /// <param name="start">Where the part starts.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>The reader.</returns>
    public static WireReader At(scoped in WireReader reader, int start, int end) => reader.Between(start, end);

    /// <summary>Where a record that starts at the reader's position ends at the latest, to come back to it with <see cref="Restart"/>.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>The limit; -1 where more bytes may follow.</returns>
    public static int Limit(scoped in WireReader reader) => reader.Limit;

    /// <summary>A reader at the start of a view's record, as the view found it.</summary>
    /// <param name="reader">The view's reader.</param>
    /// <param name="start">Where the record starts.</param>
    /// <param name="limit">Its <see cref="Limit"/>.</param>
    /// <returns>The reader.</returns>
    public static WireReader Restart(scoped in WireReader reader, int start, int limit) => reader.Restart(start, limit);

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
        byte[] bytes = new byte[message.GetFrameSize()];
        WireWriter writer = new(bytes, from);
        message.WriteFrame(ref writer, default);
        return new WireReader(bytes.AsMemory(0, writer.Position), isComplete: true, from);
    }

    /// <summary>Passes over the record at the reader's position; see <see cref="IWireView{TSelf}.TrySkip"/>.</summary>
    /// <typeparam name="TView">The view.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <returns>False when the record does not end within the bytes that are left.</returns>
    public static bool TrySkip<TView>(scoped ref WireReader reader)
        where TView : struct, IWireView<TView>, allows ref struct => TView.TrySkip(ref reader);

    /// <summary>Passes over the default envelope.</summary>
    /// <param name="frame">A reader at the message's first byte.</param>
    /// <returns>False when it is cut.</returns>
    public static bool TryReadEnvelope(scoped ref WireReader frame) => Envelope.TryRead(ref frame, out _);

    /// <summary>Takes a text of known length.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="byteCount">Its length in bytes.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The text.</param>
    /// <returns>False when fewer bytes are left.</returns>
    public static bool TryTakeText(scoped ref WireReader reader, int byteCount, TextEncoding encoding, string member, out WireTextView value)
    {
        int start = reader.Position;
        bool isTaken = reader.TryTake(byteCount, out ReadOnlySpan<byte> bytes);
        value = new WireTextView(bytes, encoding, start, member);
        return isTaken;
    }

    /// <summary>Takes a text in a field of fixed size: what stands before its trailing padding.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="byteCount">The size of the field in bytes.</param>
    /// <param name="pad">The padding; in UTF-16, the code unit of that value.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The text.</param>
    /// <returns>False when fewer bytes are left.</returns>
    public static bool TryTakeFixedText(scoped ref WireReader reader, int byteCount, byte pad, TextEncoding encoding, string member, out WireTextView value)
    {
        int start = reader.Position;
        bool isTaken = reader.TryTake(byteCount, out ReadOnlySpan<byte> bytes);
        value = new WireTextView(WireText.TrimPadding(bytes, pad, encoding), encoding, start, member);
        return isTaken;
    }

    /// <summary>Takes a text up to its zero, and passes over this.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes before the zero.</param>
    /// <param name="encoding">Its encoding.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The text.</param>
    /// <returns>False when no zero follows, or it is too far away.</returns>
    public static bool TryTakeTerminatedText(scoped ref WireReader reader, int maxBytes, TextEncoding encoding, string member, out WireTextView value)
    {
        int start = reader.Position;
        bool isTaken = TryTakeTerminated(ref reader, maxBytes, encoding is TextEncoding.Utf16BigEndian or TextEncoding.Utf16LittleEndian ? 2 : 1, out ReadOnlySpan<byte> bytes);
        value = new WireTextView(bytes, encoding, start, member);
        return isTaken;
    }

    /// <summary>Takes bytes up to a zero, and passes over this.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes before the zero.</param>
    /// <param name="unit">The size of the zero: 1 or 2.</param>
    /// <param name="value">The bytes.</param>
    /// <returns>False when no zero follows, or it is too far away.</returns>
    public static bool TryTakeTerminated(scoped ref WireReader reader, int maxBytes, int unit, out ReadOnlySpan<byte> value)
    {
        if (!WireBytes.TryFindTerminator(ref reader, maxBytes, unit, out int length))
        {
            value = default;
            return false;
        }

        value = reader.Rest[..length];
        reader.Skip(length + unit);
        return true;
    }

    /// <summary>Takes a list of known length. Elements of fixed size are passed over, others are read to find their ends.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The list.</param>
    /// <returns>False when fewer bytes are left, or an element is malformed.</returns>
    public static bool TryTakeList<T>(scoped ref WireReader reader, int count, WireElement<T> element, string member, out WireListView<T> value)
    {
        ArgumentNullException.ThrowIfNull(element);
        value = default;
        WireReader first = reader;
        if (!WireCounts.CanHold(ref reader, count, element.FixedSize ?? 1))
        {
            return false;
        }

        if (element.FixedSize is int size)
        {
            reader.Skip(count * size);
        }
        else
        {
            if (!reader.TryDescend())
            {
                return false;
            }

            for (int index = 0; index < count; index++)
            {
                if (!element.TryRead(ref reader, out _))
                {
                    return WireCounts.In(ref reader, index);
                }
            }

            reader.Ascend();
        }

        value = new WireListView<T>(first, count, element, member);
        return true;
    }

    /// <summary>Takes a list that takes all that is left of the message or of the enclosing length.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="maxCount">The most elements allowed.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The list.</param>
    /// <returns>False when there are more elements, or bytes that make up none, or an element is malformed.</returns>
    public static bool TryTakeRemaining<T>(scoped ref WireReader reader, int maxCount, WireElement<T> element, string member, out WireListView<T> value)
    {
        ArgumentNullException.ThrowIfNull(element);
        value = default;
        if (element.FixedSize is int size)
        {
            return WireCounts.TryCountRemaining(ref reader, maxCount, size, out int count) && TryTakeList(ref reader, count, element, member, out value);
        }

        WireReader first = reader;
        if (!reader.TryDescend())
        {
            return false;
        }

        int index = 0;
        for (; reader.Remaining > 0; index++)
        {
            int start = reader.Position;
            if (index == maxCount)
            {
                return WireCounts.TooMany(ref reader, maxCount);
            }

            if (!element.TryRead(ref reader, out _))
            {
                return WireCounts.In(ref reader, index);
            }

            if (reader.Position == start)
            {
                return WireCounts.TakesNoBytes(ref reader, index);
            }
        }

        reader.Ascend();
        value = new WireListView<T>(first, index, element, member);
        return true;
    }

    /// <summary>Takes a list of records of known length.</summary>
    /// <typeparam name="TView">The records' view.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="size">The size of every element; 0 when they differ.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The list.</param>
    /// <returns>False when fewer bytes are left, or an element does not end within them.</returns>
    public static bool TryTakeViews<TView>(scoped ref WireReader reader, int count, int size, string member, out WireViewList<TView> value)
        where TView : struct, IWireView<TView>, allows ref struct
    {
        value = default;
        WireReader first = reader;
        if (!WireCounts.CanHold(ref reader, count, Math.Max(size, 1)))
        {
            return false;
        }

        if (size > 0)
        {
            reader.Skip(count * size);
        }
        else
        {
            if (!reader.TryDescend())
            {
                return false;
            }

            for (int index = 0; index < count; index++)
            {
                if (!TView.TrySkip(ref reader))
                {
                    return WireCounts.In(ref reader, index);
                }
            }

            reader.Ascend();
        }

        value = new WireViewList<TView>(first, count, member);
        return true;
    }

    /// <summary>Takes a list of records that takes all that is left of the message or of the enclosing length.</summary>
    /// <typeparam name="TView">The records' view.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="maxCount">The most elements allowed.</param>
    /// <param name="size">The size of every element; 0 when they differ.</param>
    /// <param name="member">The member.</param>
    /// <param name="value">The list.</param>
    /// <returns>False when there are more elements, or bytes that make up none.</returns>
    public static bool TryTakeRemainingViews<TView>(scoped ref WireReader reader, int maxCount, int size, string member, out WireViewList<TView> value)
        where TView : struct, IWireView<TView>, allows ref struct
    {
        value = default;
        if (size > 0)
        {
            return WireCounts.TryCountRemaining(ref reader, maxCount, size, out int count) && TryTakeViews(ref reader, count, size, member, out value);
        }

        WireReader first = reader;
        if (!reader.TryDescend())
        {
            return false;
        }

        int index = 0;
        for (; reader.Remaining > 0; index++)
        {
            int start = reader.Position;
            if (index == maxCount)
            {
                return WireCounts.TooMany(ref reader, maxCount);
            }

            if (!TView.TrySkip(ref reader))
            {
                return WireCounts.In(ref reader, index);
            }

            if (reader.Position == start)
            {
                return WireCounts.TakesNoBytes(ref reader, index);
            }
        }

        reader.Ascend();
        value = new WireViewList<TView>(first, index, member);
        return true;
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
