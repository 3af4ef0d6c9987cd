using ProtoSockets;

namespace MqttSample;

/// <summary>
/// A property of a packet, since MQTT 5 (section 2.2.2.2): its identifier, and one value, whose form follows from it.
/// <code>
/// identifier | byte, two bytes, four bytes, variable byte integer, text, bytes, or two texts
/// </code>
/// </summary>
[WireStruct]
public readonly partial record struct Property
{
    /// <summary>What it is.</summary>
    public PropertyId Id { get; init; }

    /// <summary>The value, where it is a byte.</summary>
    [When(nameof(IsByte))]
    public byte? OneByte { get; init; }

    /// <summary>The value, where it has two bytes.</summary>
    [When(nameof(IsShort))]
    public ushort? TwoBytes { get; init; }

    /// <summary>The value, where it has four bytes.</summary>
    [When(nameof(IsInteger))]
    public uint? FourBytes { get; init; }

    /// <summary>The value, where it is a variable byte integer.</summary>
    [When(nameof(IsVariable)), VarInt(VarIntFormat.Mqtt)]
    public uint? Number { get; init; }

    /// <summary>The value, where it is bytes.</summary>
    [When(nameof(IsBytes)), LengthPrefixed<ushort>]
    public ReadOnlyMemory<byte>? Data { get; init; }

    /// <summary>The value, where it is text; of a user property, its name.</summary>
    [When(nameof(IsText)), LengthPrefixed<ushort>]
    public Utf8Text? Text { get; init; }

    /// <summary>The value of a user property.</summary>
    [When(nameof(IsPair)), LengthPrefixed<ushort>]
    public Utf8Text? Value { get; init; }

    /// <summary>Whether MQTT 5 has such a property. Others end the connection: where they end is not known.</summary>
    public bool IsKnown => IsByte || IsShort || IsInteger || IsVariable || IsBytes || IsText;

    private bool IsByte => Id is PropertyId.PayloadFormatIndicator or PropertyId.RequestProblemInformation or PropertyId.RequestResponseInformation
        or PropertyId.MaximumQos or PropertyId.RetainAvailable or PropertyId.WildcardSubscriptionAvailable
        or PropertyId.SubscriptionIdentifierAvailable or PropertyId.SharedSubscriptionAvailable;

    private bool IsShort => Id is PropertyId.ServerKeepAlive or PropertyId.ReceiveMaximum or PropertyId.TopicAliasMaximum or PropertyId.TopicAlias;

    private bool IsInteger => Id is PropertyId.MessageExpiryInterval or PropertyId.SessionExpiryInterval or PropertyId.WillDelayInterval or PropertyId.MaximumPacketSize;

    private bool IsVariable => Id is PropertyId.SubscriptionIdentifier;

    private bool IsBytes => Id is PropertyId.CorrelationData or PropertyId.AuthenticationData;

    private bool IsText => Id is PropertyId.ContentType or PropertyId.ResponseTopic or PropertyId.AssignedClientIdentifier or PropertyId.AuthenticationMethod
        or PropertyId.ResponseInformation or PropertyId.ServerReference or PropertyId.ReasonString or PropertyId.UserProperty;

    private bool IsPair => Id is PropertyId.UserProperty;
}
