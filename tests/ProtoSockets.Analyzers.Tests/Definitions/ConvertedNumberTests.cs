using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Numbers that stand for something else: PSOCK1001, 1022, 1023, 1030.</summary>
public sealed class ConvertedNumberTests
{
    [Theory]
    [InlineData("FixedPoint(8)", "[{0}, Bytes(2)] public int", "it is no double, float or decimal")]
    [InlineData("Bcd(4)", "[{0}] public double", "it is no integer of up to 8 bytes")]
    [InlineData("Bcd(4)", "[{0}] public Color", "it is no integer of up to 8 bytes")]
    [InlineData("UnixTime", "[{0}] public long", "it is no DateTimeOffset or DateTime")]
    [InlineData("UnixTime", "[{0}] public TimeSpan", "it is no DateTimeOffset or DateTime")]
    [InlineData("NtpTime", "[{0}] public DateOnly", "it is no DateTimeOffset or DateTime")]
    [InlineData("Duration(TimeUnit.Days)", "[{0}] public int", "it is no TimeSpan")]
    public Task A_conversion_fits_the_type(string attribute, string member, string reason) => ReportsMember(
        member.Replace("{0}", $"{{|PSOCK1023:{attribute}|}}", StringComparison.Ordinal) + " Value { get; init; }",
        $"[{attribute.Split('(')[0]}] has no meaning on 'Value': {reason}");

    [Theory]
    [InlineData("[Bcd(4), {|PSOCK1023:Bytes(2)|}] public int", "Bytes", "it is digits")]
    [InlineData("[UnixTime, {|PSOCK1023:Bits(8)|}] public DateTime", "Bits", "it is a point in time")]
    [InlineData("[NtpTime, {|PSOCK1023:Bytes(4)|}] public DateTime", "Bytes", "it is a point in time")]
    [InlineData("[{|PSOCK1023:LittleEndian|}] public Ipv4Address", "LittleEndian", "it is an address in network order")]
    [InlineData("[{|PSOCK1023:LittleEndian|}, Bytes(4)] public System.Net.IPAddress", "LittleEndian", "it is an address in network order")]
    public Task What_says_how_a_plain_number_looks_does_not_fit(string member, string attribute, string reason) => ReportsMember(
        member + " Value { get; init; }", $"[{attribute}] has no meaning on 'Value': {reason}");

    [Theory]
    [InlineData("[{|PSOCK1030:FixedPoint(64)|}, Bytes(2)] public double", "FixedPoint", "64", "it must be between 0 and 63")]
    [InlineData("[{|PSOCK1030:FixedPoint(4)|}] public double", "FixedPoint", "no width", "say with [Bytes(n)] how many bytes it has")]
    [InlineData("[FixedPoint(4), {|PSOCK1030:Bytes(9)|}] public double", "Bytes", "9", "it must be between 1 and 8")]
    [InlineData("[{|PSOCK1030:Bcd(0)|}] public int", "Bcd", "0", "it must be between 1 and 19")]
    [InlineData("[{|PSOCK1030:Bcd(20)|}] public ulong", "Bcd", "20", "it must be between 1 and 19")]
    [InlineData("[{|PSOCK1030:UnixTime((TimeUnit)99)|}] public DateTime", "UnixTime", "99", "'TimeUnit' has no such value")]
    [InlineData("[{|PSOCK1030:Bytes(6)|}] public System.Net.IPAddress", "Bytes", "6", "an address has 4 or 16")]
    [InlineData("[{|PSOCK1030:Bytes(4)|}] public System.Net.NetworkInformation.PhysicalAddress", "Bytes", "4", "an address has 6 or 8")]
    public Task An_argument_is_in_its_range(string member, string attribute, string given, string reason) => ReportsMember(
        member + " Value { get; init; }", $"[{attribute}] on 'Value' is given {given}; {reason}");

    [Fact]
    public Task An_address_says_of_which_kind_it_is() => ReportsMember(
        "public System.Net.IPAddress {|PSOCK1001:Value|} { get; init; }",
        "'Value' is of type 'IPAddress', which has no wire form; say which kind of address it is: [Bytes(4)] or [Bytes(16)]");

    [Fact]
    public Task A_number_stands_for_one_thing() => ReportsMember(
        "[UnixTime, {|PSOCK1022:NtpTime|}] public DateTime Value { get; init; }",
        "'Value' has both [UnixTime] and [NtpTime], and only one can hold");

    [Theory]
    [InlineData("[FixedPoint(16), Bytes(4)] public double")]
    [InlineData("[FixedPoint(0, IsSigned = false), Bytes(8), LittleEndian] public decimal")]
    [InlineData("[Bcd(19)] public ulong")]
    [InlineData("[Bcd(1), LittleEndian] public byte")]
    [InlineData("[UnixTime] public DateTimeOffset")]
    [InlineData("[UnixTime(TimeUnit.Nanoseconds, IsSigned = false), Bytes(8), LittleEndian] public DateTime")]
    [InlineData("[NtpTime, LittleEndian] public DateTime")]
    [InlineData("[Duration(TimeUnit.Hours), Bytes(1)] public TimeSpan")]
    [InlineData("public Ipv4Address")]
    [InlineData("public Ipv6Address")]
    [InlineData("public MacAddress")]
    [InlineData("[MaxCount(3)] public MacAddress[]")]
    [InlineData("[Remaining] public WireList<Ipv6Address>")]
    [InlineData("[Bytes(4)] public System.Net.IPAddress")]
    [InlineData("public System.Net.NetworkInformation.PhysicalAddress")]
    [InlineData("[Decoy.Bcd(99)] public int")]
    public Task A_conversion_with_all_it_needs_is_right(string member) => IsSilent(RecordAround(member + " Value { get; init; }") + """

        public static class Decoy
        {
            [AttributeUsage(AttributeTargets.All)] public sealed class BcdAttribute(int digits) : Attribute { public int Digits => digits; }
        }
        """);

    [Theory]
    [InlineData("[FixedPoint, Bytes(2)] public double")]
    [InlineData("[Bcd(nothing)] public int")]
    [InlineData("[UnixTime] public Nothing")]
    public Task What_the_compiler_refuses_is_left_to_it(string member) => IsSilentInBrokenCode(RecordAround(member + " Value { get; init; }"));
}
