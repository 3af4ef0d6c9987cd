namespace DnsSample.Tests;

public sealed class DomainNameTests
{
    [Theory]
    [InlineData(".", ".")]
    [InlineData("example.test", "example.test.")]
    [InlineData("example.test.", "example.test.")]
    [InlineData("WWW.Example.Test.", "WWW.Example.Test.")]
    [InlineData(@"a\.b.test", @"a\.b.test.")]
    [InlineData(@"a\032b.test", @"a\032b.test.")]
    [InlineData(@"\255\000.test", @"\255\000.test.")]
    [InlineData(@"\@.test", @"\@.test.")]
    [InlineData(@"a\;b\""c.test", @"a\;b\""c.test.")]
    [InlineData("_sip._udp.test", "_sip._udp.test.")]
    [InlineData("*.test", "*.test.")]
    public void A_name_is_printed_as_a_master_file_has_it(string text, string expected)
    {
        DomainName name = DomainName.Parse(text);
        Assert.Equal(expected, name.ToString());
        Assert.True(DomainName.Parse(name.ToString()).EqualsExactly(name));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("..", "empty")]
    [InlineData(".a", "empty")]
    [InlineData("a..b", "empty")]
    [InlineData(@"a\", "backslash")]
    [InlineData(@"a\25", "backslash")]
    [InlineData(@"a\256", "backslash")]
    [InlineData("bücher.test\u0100", "octet")]
    public void What_is_no_name_is_refused_with_a_reason(string text, string reason)
    {
        Assert.False(DomainName.TryParse(text, DomainName.Root, out _, out string? why));
        Assert.Contains(reason, why, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => DomainName.Parse(text));
    }

    [Fact]
    public void A_label_has_63_octets_at_most()
    {
        Assert.Equal(1 + 63 + 1, DomainName.Parse(new string('a', 63)).Wire.Length);
        Assert.False(DomainName.TryParse(new string('a', 64), DomainName.Root, out _, out string? reason));
        Assert.Contains("63", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_has_255_octets_at_most()
    {
        string most = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        Assert.Equal(255, DomainName.Parse(most).Wire.Length);
        Assert.False(DomainName.TryParse(most + "d", DomainName.Root, out _, out string? reason));
        Assert.Contains("255", reason, StringComparison.Ordinal);

        // The limit counts the origin, too.
        Assert.False(DomainName.TryParse(most, DomainName.Parse("test"), out _, out reason));
        Assert.Contains("255", reason, StringComparison.Ordinal);
        Assert.False(DomainName.TryParse(string.Concat(Enumerable.Repeat("a.", 200)), DomainName.Root, out _, out reason));
        Assert.Contains("255", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_without_a_dot_at_its_end_is_below_the_origin()
    {
        DomainName origin = DomainName.Parse("example.test");
        Assert.True(DomainName.TryParse("www", origin, out DomainName name, out _));
        Assert.Equal("www.example.test.", name.ToString());
        Assert.True(DomainName.TryParse("www.", origin, out name, out _));
        Assert.Equal("www.", name.ToString());
    }

    [Fact]
    public void Names_are_equal_whatever_the_case_of_their_letters()
    {
        DomainName lower = DomainName.Parse("www.example.test");
        DomainName mixed = DomainName.Parse("wWw.eXAMPLE.Test");
        Assert.Equal(lower, mixed);
        Assert.Equal(lower.GetHashCode(), mixed.GetHashCode());
        Assert.False(lower.EqualsExactly(mixed));
        Assert.NotEqual(lower, DomainName.Parse("www.example.tesu"));

        // Only letters: these octets differ in the same bit.
        Assert.NotEqual(DomainName.Parse("a[b"), DomainName.Parse("a{b"));
        Assert.NotEqual(DomainName.Parse(@"\196"), DomainName.Parse(@"\228"));
    }

    [Fact]
    public void A_dot_within_a_label_does_not_end_it()
    {
        Assert.Equal(2, DomainName.Parse(@"host\.master.test").LabelCount);
        Assert.NotEqual(DomainName.Parse(@"host\.master.test"), DomainName.Parse("host.master.test"));
    }

    [Theory]
    [InlineData("www.example.test", "example.test", true)]
    [InlineData("example.test", "EXAMPLE.test", true)]
    [InlineData("www.example.test", ".", true)]
    [InlineData(".", ".", true)]
    [InlineData("test", "example.test", false)]
    [InlineData("badexample.test", "example.test", false)]
    [InlineData(".", "test", false)]
    public void A_name_is_below_another_one_label_by_label(string name, string other, bool expected) =>
        Assert.Equal(expected, DomainName.Parse(name).IsAtOrBelow(DomainName.Parse(other)));

    [Fact]
    public void The_parent_of_the_root_is_the_root()
    {
        Assert.Equal("example.test.", DomainName.Parse("www.example.test").Parent.ToString());
        Assert.True(DomainName.Parse("test").Parent.IsRoot);
        Assert.True(DomainName.Root.Parent.IsRoot);
        Assert.Equal(0, DomainName.Root.LabelCount);
        Assert.Equal(DomainName.Root, default);
    }

    [Theory]
    [InlineData("192.0.2.10", "10.2.0.192.in-addr.arpa.")]
    [InlineData("2001:db8::10", "0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.")]
    public void An_address_has_a_name_in_the_reverse_tree(string address, string expected) =>
        Assert.Equal(expected, DomainName.ForReverse(System.Net.IPAddress.Parse(address)).ToString());
}
