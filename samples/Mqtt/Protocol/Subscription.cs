using ProtoSockets;

namespace MqttSample;

/// <summary>
/// A filter that a client subscribes to (MQTT 5, section 3.8.3). Before MQTT 5, all options but the QoS are reserved.
/// <code>
/// bit     7 6        5 4                3                 2            1 0
///         reserved   retain handling    retain as published   no local    QoS
/// </code>
/// </summary>
/// <param name="Filter">The filter.</param>
/// <param name="RetainHandling">When retained messages are sent: 0 at each subscription, 1 at a new one, 2 never.</param>
/// <param name="RetainAsPublished">Whether messages keep their retain flag.</param>
/// <param name="NoLocal">Whether the client's own messages are left out.</param>
/// <param name="Qos">The highest QoS.</param>
[WireStruct]
public readonly partial record struct Subscription(
    [LengthPrefixed<ushort>] Utf8Text Filter,
    [Reserved(Bits = 2, OnRead = ReservedPolicy.Refuse)][Bits(2)] byte RetainHandling,
    [Bits(1)] bool RetainAsPublished,
    [Bits(1)] bool NoLocal,
    [Bits(2)] Qos Qos);

/// <summary>A filter alone, in an UNSUBSCRIBE.</summary>
/// <param name="Filter">The filter.</param>
[WireStruct]
public readonly partial record struct FilterText([LengthPrefixed<ushort>] Utf8Text Filter);
