using ProtoSockets;

namespace MqttSample;

/// <summary>
/// How a packet ends since MQTT 5: a reason code and properties, which are left out where they would say nothing but success (sections 3.4.2.1, 3.14.2.1). Null is what
/// was left out.
/// </summary>
/// <param name="Code">The reason; null for success.</param>
/// <param name="Properties">More about it; null for nothing. Only with a code.</param>
public readonly record struct Outcome(ReasonCode? Code, WireList<Property>? Properties)
{
    /// <summary>The reason.</summary>
    public ReasonCode Reason => Code ?? ReasonCode.Success;

    /// <summary>An outcome of a reason alone.</summary>
    /// <param name="reason">The reason.</param>
    public static implicit operator Outcome(ReasonCode reason) => new(reason == ReasonCode.Success ? null : reason, null);
}

/// <summary>Reads and writes an <see cref="Outcome"/>: up to the end of the packet.</summary>
public readonly struct OutcomeCodec : IWireCodec<Outcome>
{
    /// <inheritdoc/>
    public static bool TryRead(ref WireReader reader, out Outcome value)
    {
        value = default;
        if (reader.Remaining == 0)
        {
            return true;
        }

        if (reader.Remaining == 1)
        {
            _ = reader.TryTake(1, out ReadOnlySpan<byte> code);
            value = new Outcome((ReasonCode)code[0], null);
            return true;
        }

        if (!FullOutcome.TryRead(ref reader, out FullOutcome full))
        {
            return false;
        }

        value = new Outcome(full.Code, full.Properties);
        return true;
    }

    /// <inheritdoc/>
    public static void Write(ref WireWriter writer, Outcome value)
    {
        if (value.Properties is { } properties)
        {
            new FullOutcome(value.Reason, properties).Write(ref writer);
        }
        else if (value.Code is { } code)
        {
            writer.Take(1)[0] = (byte)code;
        }
    }

    /// <inheritdoc/>
    public static int GetSize(Outcome value) =>
        value.Properties is { } properties ? new FullOutcome(value.Reason, properties).GetSize()
        : value.Code is null ? 0
        : 1;
}

/// <summary>An outcome of which nothing is left out.</summary>
/// <param name="Code">The reason.</param>
/// <param name="Properties">More about it.</param>
[WireStruct]
public readonly partial record struct FullOutcome(ReasonCode Code, [LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)] WireList<Property> Properties);
