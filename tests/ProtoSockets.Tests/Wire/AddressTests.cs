using System.Net;
using System.Net.NetworkInformation;

namespace ProtoSockets.Tests.Wire;

public sealed class AddressTests
{
    [Theory]
    [InlineData("127.0.0.1", 0x7F000001u)]
    [InlineData("0.0.0.0", 0u)]
    [InlineData("255.255.255.255", uint.MaxValue)]
    public void An_address_of_four_bytes_has_its_usual_text(string text, uint value)
    {
        Assert.Equal(new Ipv4Address(value), Ipv4Address.Parse(text));
        Assert.Equal(text, new Ipv4Address(value).ToString());
        Assert.Equal(IPAddress.Parse(text), new Ipv4Address(value).ToIPAddress());
        Assert.Equal(new Ipv4Address(value), Ipv4Address.FromIPAddress(IPAddress.Parse(text)));
    }

    [Theory]
    [InlineData("::1")]
    [InlineData("2001:db8::ff00:42:8329")]
    [InlineData("::")]
    public void An_address_of_sixteen_bytes_has_its_shortest_text(string text)
    {
        Assert.Equal(text, Ipv6Address.Parse(text).ToString());
        Assert.Equal(IPAddress.Parse(text), Ipv6Address.Parse(text).ToIPAddress());
    }

    [Fact]
    public void Addresses_of_four_bytes_can_be_mapped()
    {
        Assert.Equal("::ffff:192.0.2.1", Ipv6Address.FromIPAddress(IPAddress.Parse("192.0.2.1")).ToString());
        Assert.Equal("192.0.2.1", Ipv4Address.FromIPAddress(IPAddress.Parse("::ffff:192.0.2.1")).ToString());
        Assert.Throws<ArgumentException>(() => Ipv4Address.FromIPAddress(IPAddress.IPv6Loopback));
    }

    [Theory]
    [InlineData("00:00:5E:00:53:01")]
    [InlineData("00-00-5E-00-53-01")]
    [InlineData("00005E005301")]
    public void An_address_of_six_bytes_has_its_usual_text(string text)
    {
        Assert.Equal(new MacAddress(0x00005E005301), MacAddress.Parse(text));
        Assert.Equal("00:00:5E:00:53:01", MacAddress.Parse(text).ToString());
        Assert.Equal(PhysicalAddress.Parse("00005E005301"), MacAddress.Parse(text).ToPhysicalAddress());
        Assert.Equal(MacAddress.Parse(text), MacAddress.FromPhysicalAddress(PhysicalAddress.Parse("00005E005301")));
    }

    [Fact]
    public void Other_texts_are_no_addresses()
    {
        Assert.Throws<FormatException>(() => Ipv4Address.Parse("::1"));
        Assert.Throws<FormatException>(() => Ipv6Address.Parse("127.0.0.1"));
        Assert.Throws<FormatException>(() => Ipv4Address.Parse("localhost"));
        Assert.Throws<FormatException>(() => MacAddress.Parse("00:00"));
        Assert.Throws<ArgumentException>(() => MacAddress.FromPhysicalAddress(PhysicalAddress.None));
    }
}
