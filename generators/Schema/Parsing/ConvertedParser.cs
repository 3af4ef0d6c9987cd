using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads members that are numbers on the wire and something else in the record: fixed point, decimals, times, addresses.</summary>
internal sealed class ConvertedParser(FormParser forms, ProblemList problems)
{
    /// <summary>The attributes that say what the number stands for.</summary>
    internal static readonly string[] Conversions = ["FixedPoint", "Bcd", "UnixTime", "NtpTime", "Duration"];

    private const string Runtime = "global::ProtoSockets.Runtime.";

    /// <summary>Sets the draft's form, if it is such a member.</summary>
    /// <returns>Whether it is one, be it wrong.</returns>
    public bool TryParse(MemberDraft member, ByteOrder order)
    {
        if (member.Attributes.FirstOrDefault(attribute => attribute.OwnName() is { } name && Conversions.Contains(name)) is { } conversion)
        {
            forms.Exclude(member, Conversions);
            bool isClear = member.Attributes.All(attribute => attribute.OwnName() is not { } name || name == conversion.OwnName() || !Conversions.Contains(name));
            if (conversion.IsBroken() || !isClear)
            {
                problems.Fail();
                return true;
            }

            Parse(member, conversion, conversion.OwnName()!, order);
            return true;
        }

        return TryParseAddress(member);
    }

    /// <summary>What an address looks like as an element of a list; null for other types.</summary>
    public static (WireForm Form, SizeSpec Size)? Element(ITypeSymbol type) => BytesOfAddress(type) is { } bytes
        ? (new StructForm(type.FullName(), SizeSpec.Fixed(bytes), Borrows: false, TakesRest: false, $"{bytes} bytes"), SizeSpec.Fixed(bytes))
        : null;

    /// <summary>Whether the type is an address, whatever its size.</summary>
    internal static bool IsAddress(ITypeSymbol type) =>
        BytesOfAddress(type) is not null
        || (type.Name == "IPAddress" && type.IsIn("System.Net"))
        || (type.Name == "PhysicalAddress" && type.IsIn("System.Net.NetworkInformation"));

    private static int? BytesOfAddress(ITypeSymbol type) => !type.IsIn("ProtoSockets") ? null : type.Name switch
    {
        "Ipv4Address" => 4,
        "Ipv6Address" => 16,
        "MacAddress" => 6,
        _ => null,
    };

    private void Parse(MemberDraft member, AttributeData attribute, string name, ByteOrder order)
    {
        ITypeSymbol type = member.Type;
        string little = order switch { ByteOrder.LittleEndian => "true", ByteOrder.BigEndian => "false", _ => ConvertedForm.OrderAtRunTime };
        string suffix = order switch { ByteOrder.LittleEndian => " little-endian", ByteOrder.BigEndian => string.Empty, _ => " in either order" };
        switch (name)
        {
            case "FixedPoint" when type.SpecialType is SpecialType.System_Double or SpecialType.System_Single or SpecialType.System_Decimal:
                {
                    forms.Allow(member, "it is a fixed-point number", "FixedPoint", "Bytes", "BigEndian", "LittleEndian", "ByteOrder");
                    int places = forms.Range(member, attribute, name, attribute.Int(0), 0, 63);
                    if (Width(member, attribute, name, null) is { } bytes)
                    {
                        string kind = type.SpecialType switch { SpecialType.System_Double => "Double", SpecialType.System_Single => "Single", _ => "Decimal" };
                        Set(member, bytes, $"FixedPoint.Read{kind}", $"FixedPoint.Write{kind}", false, $", {places}, {little}, {Signed(attribute)}", $"fixed point of {bytes} bytes, {places} bits behind the point{Sign(attribute)}{suffix}");
                    }

                    return;
                }

            case "Bcd" when IsInteger(type):
                {
                    forms.Allow(member, "it is digits", "Bcd", "BigEndian", "LittleEndian", "ByteOrder");
                    int digits = forms.Range(member, attribute, name, attribute.Int(0), 1, 19);
                    Set(member, (digits + 1) / 2, "Bcd.TryRead", "Bcd.Write", true, $", {digits}, {little}", $"{digits} digits of BCD{suffix}");
                    return;
                }

            case "UnixTime" when IsTime(type):
                {
                    forms.Allow(member, "it is a point in time", "UnixTime", "Bytes", "BigEndian", "LittleEndian", "ByteOrder");
                    string unit = Unit(attribute);
                    int bytes = Width(member, attribute, name, 8) ?? 8;
                    Set(member, bytes, "WireTimes.TryReadUnix", "WireTimes.WriteUnix", true, $", global::ProtoSockets.TimeUnit.{unit}, {little}, {Signed(attribute)}", $"{unit.ToLowerInvariant()} since 1970 in {bytes} bytes{Sign(attribute)}{suffix}");
                    return;
                }

            case "NtpTime" when IsTime(type):
                forms.Allow(member, "it is a point in time", "NtpTime", "BigEndian", "LittleEndian", "ByteOrder");
                string form = type.Name == "DateTime" ? "NtpDateTime" : "Ntp";
                Set(member, 8, $"WireTimes.Read{form}", $"WireTimes.Write{form}", false, $", {little}", $"NTP's timestamp{suffix}");
                return;

            case "Duration" when type.Name == "TimeSpan" && type.IsIn("System"):
                {
                    forms.Allow(member, "it is a span of time", "Duration", "Bytes", "BigEndian", "LittleEndian", "ByteOrder");
                    string unit = Unit(attribute);
                    int bytes = Width(member, attribute, name, 8) ?? 8;
                    Set(member, bytes, "WireTimes.TryReadDuration", "WireTimes.WriteDuration", true, $", global::ProtoSockets.TimeUnit.{unit}, {little}, {Signed(attribute)}", $"{unit.ToLowerInvariant()} in {bytes} bytes{Sign(attribute)}{suffix}");
                    return;
                }
        }

        if (type.TypeKind == TypeKind.Error)
        {
            problems.Fail();
            return;
        }

        problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, name, member.Name, name switch
        {
            "FixedPoint" => "it is no double, float or decimal",
            "Bcd" => "it is no integer of up to 8 bytes",
            "Duration" => "it is no TimeSpan",
            _ => "it is no DateTimeOffset or DateTime",
        });
    }

    private bool TryParseAddress(MemberDraft member)
    {
        ITypeSymbol type = member.Type;
        if (BytesOfAddress(type) is { } size)
        {
            forms.Allow(member, "it is an address in network order");
            string name = type.Name.Replace("Address", string.Empty);
            Set(member, size, $"WireAddresses.Read{name}", $"WireAddresses.Write{name}", false, string.Empty, $"{(size == 6 ? "Ethernet" : size == 4 ? "IPv4" : "IPv6")} address");
            return true;
        }

        bool isNetwork = type.Name == "IPAddress" && type.IsIn("System.Net");
        if (!isNetwork && !(type.Name == "PhysicalAddress" && type.IsIn("System.Net.NetworkInformation")))
        {
            return false;
        }

        forms.Allow(member, "it is an address in network order", "Bytes");
        AttributeData? width = member.Find("Bytes");
        int bytes = width?.Int(0) ?? (isNetwork ? 0 : 6);
        if (width is null && isNetwork)
        {
            problems.Add(ProblemIds.UnsupportedMemberType, member.Place, member.Name, type.ShortName(), "say which kind of address it is: [Bytes(4)] or [Bytes(16)]");
            return true;
        }

        if (isNetwork ? bytes is not (4 or 16) : bytes is not (6 or 8))
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, width!, member.Symbol, "Bytes", member.Name, bytes.ToString(), isNetwork ? "an address has 4 or 16" : "an address has 6 or 8");
            return true;
        }

        string form = isNetwork ? "IPAddress" : "PhysicalAddress";
        Set(member, bytes, $"WireAddresses.Read{form}", $"WireAddresses.Write{form}", false, string.Empty, isNetwork ? $"IPv{(bytes == 4 ? 4 : 6)} address" : $"Ethernet address of {bytes} bytes");
        return true;
    }

    private static void Set(MemberDraft member, int bytes, string reading, string writing, bool canFail, string arguments, string description)
    {
        member.Form = new ConvertedForm(member.Type.FullName(), bytes, Runtime + reading, Runtime + writing, canFail, arguments, description);
        member.Size = SizeSpec.Fixed(bytes);
    }

    /// <summary>How many bytes the integer has.</summary>
    private int? Width(MemberDraft member, AttributeData conversion, string name, int? otherwise)
    {
        if (member.Find("Bytes") is { } bytes)
        {
            return forms.Range(member, bytes, "Bytes", bytes.Int(0), 1, 8);
        }

        if (otherwise is null)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, conversion, member.Symbol, name, member.Name, "no width", "say with [Bytes(n)] how many bytes it has");
        }

        return otherwise;
    }

    private static string Unit(AttributeData attribute) => AttributeReading.Enum<TimeUnit>(attribute.Argument(0)).ToString();

    private static string Signed(AttributeData attribute) => attribute.Named("IsSigned") is false ? "false" : "true";

    private static string Sign(AttributeData attribute) => attribute.Named("IsSigned") is false ? " without a sign" : string.Empty;

    private static bool IsInteger(ITypeSymbol type) => type.TypeKind != TypeKind.Enum && SchemaTypes.Primitive(type, out _) is { } primitive && primitive.IsSmallInteger();

    private static bool IsTime(ITypeSymbol type) => type.Name is "DateTimeOffset" or "DateTime" && type.IsIn("System");

    /// <summary>The values are those of ProtoSockets.TimeUnit.</summary>
    private enum TimeUnit
    {
        Seconds,
        Milliseconds,
        Microseconds,
        Nanoseconds,
        Ticks,
        Minutes,
        Hours,
        Days,
    }
}
