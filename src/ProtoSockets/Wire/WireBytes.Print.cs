using System.Globalization;
using System.Text;

namespace ProtoSockets.Runtime;

/// <content>Prints byte and array members for people.</content>
public static partial class WireBytes
{
    private const int MaxPrintedText = 256;
    private const int MaxPrintedBytes = 32;
    private const int MaxPrintedElements = 16;

    /// <summary>
    /// Prints bytes: as <c>"text"</c> when all of them are printable ASCII, else as <c>12 bytes 00 01 02 ...</c>. Text is cut after 256 bytes, others after 32.
    /// </summary>
    /// <param name="builder">Where to.</param>
    /// <param name="value">The bytes.</param>
    public static void Print(StringBuilder builder, ReadOnlyMemory<byte> value)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ReadOnlySpan<byte> bytes = value.Span;
        if (!bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            PrintText(builder, bytes);
            return;
        }

        builder.Append(CultureInfo.InvariantCulture, $"{bytes.Length} {(bytes.Length == 1 ? "byte" : "bytes")}");
        foreach (byte each in bytes[..Math.Min(bytes.Length, MaxPrintedBytes)])
        {
            builder.Append(CultureInfo.InvariantCulture, $" {each:X2}");
        }

        if (bytes.Length > MaxPrintedBytes)
        {
            builder.Append(" ...");
        }
    }

    /// <summary>Prints an array as <c>[a, b, c]</c>, cut after 16 elements; an array of bytes as bytes.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="builder">Where to.</param>
    /// <param name="value">The array.</param>
    public static void Print<T>(StringBuilder builder, T[]? value)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (value is null)
        {
            builder.Append("null");
            return;
        }

        if (typeof(T) == typeof(byte))
        {
            Print(builder, (ReadOnlyMemory<byte>)(byte[])(object)value);
            return;
        }

        builder.Append('[');
        for (int index = 0; index < value.Length && PrintSeparator(builder, index, value.Length); index++)
        {
            PrintElement(builder, value[index]);
        }

        builder.Append(']');
    }

    /// <summary>Prints what stands in front of an element; false when the rest is left out.</summary>
    internal static bool PrintSeparator(StringBuilder builder, int index, int count)
    {
        if (index > 0)
        {
            builder.Append(", ");
        }

        if (index < MaxPrintedElements)
        {
            return true;
        }

        builder.Append(CultureInfo.InvariantCulture, $"... {count - index} more");
        return false;
    }

    internal static void PrintElement<T>(StringBuilder builder, T element)
    {
        switch (element)
        {
            case ReadOnlyMemory<byte> bytes:
                Print(builder, bytes);
                break;
            case byte[] bytes:
                Print(builder, (ReadOnlyMemory<byte>)bytes);
                break;
            default:
                builder.Append(CultureInfo.InvariantCulture, $"{element}");
                break;
        }
    }

    private static void PrintText(StringBuilder builder, ReadOnlySpan<byte> bytes)
    {
        builder.Append('"');
        foreach (byte each in bytes[..Math.Min(bytes.Length, MaxPrintedText)])
        {
            if (each is (byte)'"' or (byte)'\\')
            {
                builder.Append('\\');
            }

            builder.Append((char)each);
        }

        builder.Append('"');
        if (bytes.Length > MaxPrintedText)
        {
            builder.Append(CultureInfo.InvariantCulture, $"... ({bytes.Length} bytes)");
        }
    }
}
