namespace MqttSample;

/// <summary>The server said no.</summary>
/// <param name="what">To what.</param>
/// <param name="code">Why.</param>
internal sealed class MqttRefusedException(string what, byte code) : IOException($"The server refused {what}: 0x{code:x2} ({(ReasonCode)code}).")
{
    /// <summary>Why: a <see cref="ReasonCode"/>, or one of CONNACK's own before MQTT 5.</summary>
    public byte Code { get; } = code;
}
