using System.Text;
using ProtoSockets;
using ProtoSockets.Runtime;

namespace MqttSample.Tests;

/// <summary>All captured packets, byte for byte.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Names => [.. Vector.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_packet_is_read_and_written_as_it_was(string name)
    {
        byte[] bytes = Vector.Read(name);
        ushort version = Vector.VersionOf(name);
        Packet? packet = Packet.Of(bytes);
        Assert.NotNull(packet);
        byte[]? written = packet.RoundTrip(bytes, version, out WireError? error);
        Assert.True(written is not null, $"{packet.Name}: {error}");
        Assert.Equal(Convert.ToHexString(bytes), Convert.ToHexString(written));
    }

    [Fact]
    public void All_vectors_are_there() => Assert.Equal(45, Vector.Names.Count);

    [Fact]
    public void Packets_are_found_wherever_the_stream_is_cut()
    {
        byte[][] packets = [.. Vector.Names.Select(Vector.Read)];
        byte[] stream = [.. packets.SelectMany(each => each)];
        foreach (int step in (int[])[1, 7, 1000, stream.Length])
        {
            List<byte[]> found = [];
            int start = 0;
            FrameScan scan = default;
            for (int received = step; start < stream.Length; received = Math.Min(stream.Length, received + step))
            {
                while (start < received
                    && Mqtt.Wire.Find(stream.AsSpan(start..received), ref scan, 4 << 20, out FrameBounds bounds, out string? reason) == FrameStatus.Found)
                {
                    Assert.Null(reason);
                    found.Add(stream[start..(start + bounds.FrameLength)]);
                    start += bounds.FrameLength;
                    scan = default;
                }
            }

            Assert.Equal(packets, found);
        }
    }

    [Fact]
    public void A_connect_with_a_will_says_so()
    {
        Assert.True(Mqtt.Connect.TryRead(Vector.Read("01-c2s-connect-req"), out _, out Mqtt.Connect connect, out _));
        Assert.Equal(("MQTT", (byte)4, (ushort)30, "py-1"), (connect.Name.ToString(), connect.Level, connect.KeepAlive, connect.ClientId.ToString()));
        Assert.Equal((true, true, Qos.AtLeastOnce, true), (connect.HasWill, connect.WillRetain, connect.WillQos, connect.CleanStart));
        Assert.Equal(("will/t", "\0gone"), (connect.WillTopic.ToString(), Encoding.UTF8.GetString(connect.WillPayload!.Value.Span)));
        Assert.Equal((null, null), (connect.UserName, connect.Password));
    }

    [Fact]
    public void A_connect_of_version_5_has_properties()
    {
        Assert.True(Mqtt.Connect.TryRead(Vector.Read("v5-01-c2s-v5-connect-req"), out _, out Mqtt.Connect connect, out _));
        Property[] properties = [.. connect.Properties];
        Assert.Equal(
            [PropertyId.SessionExpiryInterval, PropertyId.ReceiveMaximum, PropertyId.UserProperty, PropertyId.UserProperty],
            properties.Select(property => property.Id));
        Assert.Equal([new Property.SessionExpiryInterval(60), new Property.ReceiveMaximum(20), new Property.UserProperty("k", "v")], properties[..3]);
    }

    [Fact]
    public void A_level_that_is_not_spoken_is_read_as_the_oldest()
    {
        Assert.True(Mqtt.Connect.TryRead(Vector.Read("err-01-c2s-bad-level-req"), out _, out Mqtt.Connect connect, out _));
        Assert.Equal((9, "bad"), (connect.Level, connect.ClientId.ToString()));
    }

    [Fact]
    public void A_publish_of_version_5_has_a_subscription_identifier_of_variable_length()
    {
        Assert.True(Mqtt.Publish.TryRead(Vector.Read("v5-05-s2c-v5-push"), 5, out _, out Mqtt.Publish publish, out WireError? error), error?.ToString());
        Property property = Assert.Single(publish.Properties);
        Assert.Equal(new Property.SubscriptionIdentifier(300), property);
        Assert.Equal(("t5", "from v3"), (publish.Topic.ToString(), Encoding.UTF8.GetString(publish.Payload.Span)));
    }

    [Theory]
    [InlineData("40020002", null, false)]
    [InlineData("4003000210", ReasonCode.NoMatchingSubscribers, false)]
    [InlineData("400400021000", ReasonCode.NoMatchingSubscribers, true)]
    [InlineData("400400020000", ReasonCode.Success, true)]
    public void A_reason_that_says_nothing_may_be_left_out(string hex, ReasonCode? code, bool hasProperties)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.True(Mqtt.PubAck.TryRead(bytes, 5, out Mqtt.Header header, out Mqtt.PubAck ack, out WireError? error), error?.ToString());
        Assert.Equal((code, hasProperties), (ack.Outcome.Code, ack.Outcome.Properties is not null));
        Assert.Equal(hex, Convert.ToHexString(ack.ToBytes(5, header)));
    }

    [Theory]
    [InlineData("800E000A0005612F2B2F630200012300")] // SUBSCRIBE with flags 0
    [InlineData("60020001")] // PUBREL with flags 0
    [InlineData("C100")] // PINGREQ with a flag
    [InlineData("20020200")] // CONNACK with a reserved flag
    public void Flags_that_a_packet_does_not_have_are_refused(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.False(Packet.Of(bytes)!.TryRead(bytes, 4, out WireError? error));
        Assert.Equal(WireErrorKind.Malformed, error!.Kind);
    }

    [Fact]
    public void An_auth_is_of_version_5()
    {
        byte[] bytes = Convert.FromHexString("F0021800");
        Assert.True(Mqtt.Auth.TryRead(bytes, 5, out _, out _, out _));
        Assert.False(Mqtt.Auth.TryRead(bytes, 4, out _, out _, out _));
    }
}
