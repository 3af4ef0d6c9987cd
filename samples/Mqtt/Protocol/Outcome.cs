using ProtoSockets;

namespace MqttSample;

/// <summary>
/// How a packet ends since MQTT 5: a reason code and properties, which are left out where they would say nothing but success (sections 3.4.2.1, 3.14.2.1). Null is what
/// was left out.
/// </summary>
/// <param name="Code">The reason; null for success.</param>
/// <param name="Properties">More about it; null for nothing. Only with a code.</param>
[WireStruct]
public readonly partial record struct Outcome(
    [Optional] ReasonCode? Code,
    [Optional, LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)] WireList<Property>? Properties)
{
    /// <summary>The reason.</summary>
    public ReasonCode Reason => Code ?? ReasonCode.Success;

    /// <summary>An outcome of a reason alone.</summary>
    /// <param name="reason">The reason.</param>
    public static implicit operator Outcome(ReasonCode reason) => new(reason == ReasonCode.Success ? null : reason, null);
}
