namespace MqttSample.Tests;

/// <summary>Each property of MQTT 5 (table 2-4) by its bytes.</summary>
public sealed class PropertyTests
{
    [Theory]
    [InlineData("0101", PropertyId.PayloadFormatIndicator)] // a byte
    [InlineData("0200000E10", PropertyId.MessageExpiryInterval)] // four bytes
    [InlineData("0300026162", PropertyId.ContentType)] // text
    [InlineData("0800026162", PropertyId.ResponseTopic)]
    [InlineData("09000300FF01", PropertyId.CorrelationData)] // bytes
    [InlineData("0BAC02", PropertyId.SubscriptionIdentifier)] // a variable byte integer
    [InlineData("11FFFFFFFF", PropertyId.SessionExpiryInterval)]
    [InlineData("120000", PropertyId.AssignedClientIdentifier)]
    [InlineData("13003C", PropertyId.ServerKeepAlive)] // two bytes
    [InlineData("15000141", PropertyId.AuthenticationMethod)]
    [InlineData("16000100", PropertyId.AuthenticationData)]
    [InlineData("1700", PropertyId.RequestProblemInformation)]
    [InlineData("1800000001", PropertyId.WillDelayInterval)]
    [InlineData("1901", PropertyId.RequestResponseInformation)]
    [InlineData("1A000141", PropertyId.ResponseInformation)]
    [InlineData("1C000141", PropertyId.ServerReference)]
    [InlineData("1F000141", PropertyId.ReasonString)]
    [InlineData("210014", PropertyId.ReceiveMaximum)]
    [InlineData("220000", PropertyId.TopicAliasMaximum)]
    [InlineData("230001", PropertyId.TopicAlias)]
    [InlineData("2401", PropertyId.MaximumQos)]
    [InlineData("2500", PropertyId.RetainAvailable)]
    [InlineData("2600016B000176", PropertyId.UserProperty)] // two texts
    [InlineData("2700000100", PropertyId.MaximumPacketSize)]
    [InlineData("2801", PropertyId.WildcardSubscriptionAvailable)]
    [InlineData("2901", PropertyId.SubscriptionIdentifierAvailable)]
    [InlineData("2A01", PropertyId.SharedSubscriptionAvailable)]
    public void Each_is_read_and_written(string hex, PropertyId id)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Property property = Property.Read(bytes);
        Assert.Equal((id, id.ToString()), (property.Id, property.Kind.ToString()));
        Assert.Equal(hex, Convert.ToHexString(property.ToBytes()));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(Property.TryRead(bytes.AsSpan(0, length), out _, out _, out ProtoSockets.WireError? error));
            Assert.Equal(ProtoSockets.WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Fact]
    public void All_have_a_test()
    {
        int tested = typeof(PropertyTests).GetMethod(nameof(Each_is_read_and_written))!.GetCustomAttributes(typeof(InlineDataAttribute), false).Length;
        Assert.Equal(Enum.GetValues<PropertyId>().Length, tested);
        Assert.Equal(Enum.GetValues<Property.CaseKind>().Length - 1, tested);
    }

    [Theory]
    [InlineData("0400", "Id at byte 0: no case has the tag 4")]
    [InlineData("FF0200", "Id at byte 0: 383 does not fit")] // above all that there are
    [InlineData("810001", "Id at byte 0")] // longer than it has to be
    [InlineData("0B8000", "SubscriptionIdentifier.Number at byte 1")]
    public void What_MQTT_does_not_have_is_refused(string hex, string reason)
    {
        Assert.False(Property.TryRead(Convert.FromHexString(hex).AsSpan(), out _, out _, out ProtoSockets.WireError? error));
        Assert.StartsWith(reason, error!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_cases_share_their_memory() => Assert.InRange(System.Runtime.CompilerServices.Unsafe.SizeOf<Property>(), 1, 96);

    [Fact]
    public void A_packet_shows_its_properties() => Assert.Contains(
        """
            12  08                       Properties = 2 elements
            13                             [0] = Property.SessionExpiryInterval
            13  11                           Id = SessionExpiryInterval
            14  00 00 00 3C                  Seconds = 60
            18                             [1] = Property.ReceiveMaximum
            18  21                           Id = ReceiveMaximum
            19  00 14                        Count = 20

        """,
        new Mqtt.Connect { Name = "MQTT", Level = 5, Properties = new Property[] { new Property.SessionExpiryInterval(60), new Property.ReceiveMaximum(20) } }.ToString("x", null) + "\n",
        StringComparison.Ordinal);
}
