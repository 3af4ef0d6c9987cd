using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Finds the wire form of a member from its type and attributes.</summary>
internal sealed class FormParser(SchemaParser schema, INamedTypeSymbol owner, IReadOnlyList<MemberDraft> members, ProblemList problems)
{
    /// <summary>The attributes that say how a value looks, as opposed to where it stands and what it means.</summary>
    private static readonly string[] FormAttributes =
    [
        "BigEndian", "LittleEndian", "ByteOrder", "Bytes", "Bits", "VarInt", "Utf8", "Ascii", "Latin1", "Utf16", "FixedBytes", "NullTerminated",
        "LengthPrefixed", "CountPrefixed", "FixedCount", "Remaining", "MaxBytes", "MaxCount", "Codec", "DiscriminatedBy", "Directory", "Until", "EndsWith", "Terminated", "Chunked", "CloseDelimited", "AsciiDecimal", "AsciiHex", .. ConvertedParser.Conversions,
    ];

    internal static readonly string[] Orders = ["BigEndian", "LittleEndian", "ByteOrder"];
    private static readonly string[] Widths = ["Bytes", "Bits", "VarInt", "AsciiDecimal", "AsciiHex"];
    private static readonly string[] Encodings = ["Utf8", "Ascii", "Latin1", "Utf16"];
    private static readonly string[] Ends = ["Until", "EndsWith"];
    private static readonly string[] Lengths = ["FixedBytes", "NullTerminated", "LengthPrefixed", "CountPrefixed", "FixedCount", "Remaining", "Terminated"];

    /// <summary>Sets the draft's form, unless there is none.</summary>
    public void Parse(MemberDraft member, ByteOrder inherited)
    {
        ByteOrder order = member.Has("LittleEndian") ? ByteOrder.LittleEndian : member.Has("BigEndian") ? ByteOrder.BigEndian : inherited;
        Exclude(member, Orders);
        ITypeSymbol type = member.Type;

        if (member.Find("Codec") is { } ofElements && SchemaTypes.ListElement(type) is { } item && IsForElements(ofElements, member.Type, item))
        {
            ParseList(member, item, order, ofElements);
            return;
        }

        if (CodecOf(member) is { } codec)
        {
            Allow(member, "its codec says how it looks", "Codec");
            member.Form = ParseCodec(member, codec);
            member.Size = SizeSpec.Unknown;
            member.Borrows = SchemaTypes.IsMemory(type) || SchemaTypes.IsBorrowed(type);
            return;
        }

        if (new ConvertedParser(this, problems).TryParse(member, order))
        {
            return;
        }

        if (SchemaTypes.Primitive(type, out string? enumType) is { } primitive)
        {
            ParseScalar(member, primitive, enumType, order);
        }
        else if (type.SpecialType == SpecialType.System_String || SchemaTypes.IsUtf8Text(type))
        {
            ParseText(member, order);
        }
        else if (SchemaTypes.IsMemory(type) || SchemaTypes.IsByteArray(type))
        {
            Allow(member, "it is bytes", [.. Lengths.Where(name => name != "FixedCount"), .. Orders, "MaxBytes"]);
            LengthSource? length = ParseLength(member, order, isList: false);
            member.Form = new BytesForm(!SchemaTypes.IsMemory(type), length ?? DefaultLength, Limit(member, "MaxBytes"));
            member.Borrows = SchemaTypes.IsMemory(type);
        }
        else if (SchemaTypes.IsStreamed(type))
        {
            StreamParser.Parse(this, member, order, Limit(member, "MaxBytes"));
        }
        else if (SchemaTypes.ListElement(type) is { } element)
        {
            ParseList(member, element, order);
        }
        else if (type is INamedTypeSymbol named && schema.StructOf(named, member, problems) is { } record)
        {
            ParseRecord(member, named, record, order);
        }
        else if (type.TypeKind == TypeKind.Error)
        {
            // The compiler reports the name it does not know.
            problems.Fail();
        }
        else if (!SchemaTypes.HasWireForm(type))
        {
            problems.Add(ProblemIds.UnsupportedMemberType, member.Place, member.Name, type.ShortName(), SchemaTypes.Nearest(type));
        }
    }

    public static LengthSource DefaultLength { get; } = new LengthPrefix(new VarIntPrefix(VarIntFormat.Leb128));

    public static LengthSource DefaultCount { get; } = new CountPrefix(new VarIntPrefix(VarIntFormat.Leb128));

    private void ParseScalar(MemberDraft member, PrimitiveKind primitive, string? enumType, ByteOrder order)
    {
        bool isInteger = primitive.IsSmallInteger();
        Exclude(member, Widths);
        if (isInteger && (member.Has("AsciiDecimal") || member.Has("AsciiHex")))
        {
            ParseAscii(member, primitive, enumType, order);
            return;
        }

        Allow(
            member,
            isInteger ? "it is a number" : primitive == PrimitiveKind.Boolean ? "it is one byte or one bit" : $"it is {(primitive == PrimitiveKind.Guid ? "an identifier in RFC 9562's order" : "a number of one width")}",
            isInteger ? [.. Orders, .. Widths] : primitive == PrimitiveKind.Boolean ? [.. Orders, "Bits"] : primitive == PrimitiveKind.Guid ? [] : Orders);

        int size = primitive.Size();
        member.Form = new PlainForm(primitive, enumType, order);
        member.Size = SizeSpec.Fixed(size);
        if (member.Find("Bytes") is { } bytes && isInteger)
        {
            int count = Range(member, bytes, "Bytes", bytes.Int(0), 1, size);
            member.Form = count == size ? member.Form : new OddWidthForm(primitive, enumType, count, order);
            member.Size = SizeSpec.Fixed(count);
        }
        else if (member.Find("Bits") is { } bits)
        {
            int count = Range(member, bits, "Bits", bits.Int(0), 1, primitive == PrimitiveKind.Boolean ? 1 : 8 * size);
            member.Form = new BitsForm(primitive, enumType, count, order);
            member.Size = SizeSpec.Fixed(0);
        }
        else if (member.Find("VarInt") is { } varInt && isInteger)
        {
            VarIntFormat format = AttributeReading.Enum<VarIntFormat>(varInt.Argument(0));
            int most = VarInts.MaxBytes(format, primitive);
            int limit = varInt.NamedInt("MaxBytes");
            if (limit != 0)
            {
                limit = Range(member, varInt, "VarInt", limit, 1, most);
            }

            limit = limit == 0 ? most : limit;
            member.Form = new VarIntForm(primitive, enumType, format, limit, varInt.NamedBool("Canonical") || VarInts.IsAlwaysShortest(format));
            member.Size = new SizeSpec(1, limit);
        }
    }

    private void ParseAscii(MemberDraft member, PrimitiveKind primitive, string? enumType, ByteOrder order)
    {
        Allow(member, "it is a number in ASCII", ["AsciiDecimal", "AsciiHex", "FixedBytes", "LengthPrefixed", "Terminated", "MaxBytes", .. Orders]);
        LengthSource? length = ParseLength(member, order, isList: false);
        if (length is null && !problems.HasErrors)
        {
            problems.Add(ProblemIds.NoEnd, member.Place, member.Name);
        }

        if (length is LengthPrefix { Prefix: VarIntPrefix })
        {
            problems.Add(ProblemIds.ConflictingAttributes, member.Place, member.Name, "AsciiDecimal", "LengthPrefixed");
        }

        // Another member can't give its length: digits end where they say.
        member.IsOpen = false;
        member.Form = new AsciiForm(primitive, enumType, member.Has("AsciiHex") ? 16 : 10, length ?? DefaultLength, Limit(member, "MaxBytes"));
    }

    private void ParseRecord(MemberDraft member, INamedTypeSymbol type, StructFacts record, ByteOrder order)
    {
        string[] lengths = member.Has("LengthPrefixed") ? ["LengthPrefixed", .. Orders] : OrderParser.IsLeftOpen(type) ? Orders : [];
        Allow(member, "its type says how it looks", record.Tag is null ? lengths : [.. lengths, "DiscriminatedBy"]);
        LengthSource? length = ParseScope(member.Name, member.Symbol, member.Find("LengthPrefixed"), order, out bool skipsRest);
        member.Form = record.Tag is { } tag
            ? new TaggedForm(type.FullName(), tag.Type.FullName(), tag.Property, Source: null, record.Size, length, skipsRest, record.Shape) { HasView = OptionalNames.HasView(type), HasEditor = OptionalNames.HasEditor(type, record.Size), HasOpenOrder = OrderParser.IsLeftOpen(type) }
            : new StructForm(type.FullName(), record.Size, record.Borrows, record.TakesRest, record.Shape) { Length = length, SkipsRest = skipsRest, SaysItsEnd = record.SaysItsEnd && length is null, IsVersioned = record.IsVersioned, HasView = OptionalNames.HasView(type), HasEditor = OptionalNames.HasEditor(type, record.Size), HasOpenOrder = OrderParser.IsLeftOpen(type) };
        member.Size = Scoped(record.Size, length, skipsRest);
        member.Borrows = record.Borrows;
        member.TakesRest = record.TakesRest && length is null;
        member.Tag = record.Tag;
    }

    /// <summary>The length in front of a record or of the content of a union.</summary>
    public LengthSource? ParseScope(string name, ISymbol symbol, AttributeData? attribute, ByteOrder order, out bool skipsRest)
    {
        skipsRest = attribute is not null && attribute.NamedInt("OnRest") == 1;
        return attribute is not null && ParsePrefix(name, symbol, attribute, order) is { } prefix ? new LengthPrefix(prefix) : null;
    }

    /// <summary>What a record takes with the length in front of it.</summary>
    public static SizeSpec Scoped(SizeSpec size, LengthSource? length, bool skipsRest)
    {
        if (length is not LengthPrefix { Prefix: var prefix })
        {
            return size;
        }

        SizeSpec sum = prefix.Size + size;
        return skipsRest ? new SizeSpec(sum.Minimum, null) : sum;
    }

    private void ParseText(MemberDraft member, ByteOrder order)
    {
        bool isString = member.Type.SpecialType == SpecialType.System_String;
        Exclude(member, Encodings);
        string[] allowed = [.. Lengths.Where(name => name is not ("CountPrefixed" or "FixedCount")), .. Orders, "MaxBytes", .. isString ? Encodings : ["Utf8"]];
        Allow(member, isString ? "it is text" : "it is text in UTF-8", allowed);
        TextEncoding encoding = member.Has("Ascii") ? TextEncoding.Ascii
            : member.Has("Latin1") ? TextEncoding.Latin1
            : !member.Has("Utf16") ? TextEncoding.Utf8
            : order switch { ByteOrder.BigEndian => TextEncoding.Utf16BigEndian, ByteOrder.LittleEndian => TextEncoding.Utf16LittleEndian, _ => TextEncoding.Utf16AtRunTime };
        LengthSource? length = ParseLength(member, order, isList: false);
        if (length is FixedLength { Bytes: var bytes } && bytes % 2 != 0 && encoding.IsUtf16())
        {
            problems.Add(
                ProblemIds.ArgumentOutOfRange, member.Find("FixedBytes")!, member.Symbol, "FixedBytes", member.Name, bytes.ToString(), "characters of UTF-16 have two bytes each");
        }

        member.Form = new TextForm(isString, isString ? encoding : TextEncoding.Utf8, length ?? DefaultLength, Limit(member, "MaxBytes"));
        member.Borrows = !isString;
    }

    /// <summary>Whether a codec on a list is one of its elements rather than of the list as a whole.</summary>
    private static bool IsForElements(AttributeData attribute, ITypeSymbol list, ITypeSymbol element) =>
        attribute.TypeArgument() is INamedTypeSymbol codec
        && attribute.Many(0).Count is var arguments
        && !Implemented(codec, list, arguments).Any()
        && Implemented(codec, element, arguments).Any();

    private void ParseList(MemberDraft member, ITypeSymbol element, ByteOrder order, AttributeData? codec = null)
    {
        string[] ofTag = element is INamedTypeSymbol union && SchemaTypes.IsWireUnion(union) && UnionParser.IsTagOutside(union) ? ["DiscriminatedBy"] : [];
        string[] allowed = [.. Ends, "Directory", "LengthPrefixed", "CountPrefixed", "FixedCount", "Remaining", "Terminated", .. Orders, "MaxCount", "MaxBytes", .. ofTag];
        Allow(member, "it is a list", codec is null ? allowed : [.. allowed, "Codec"]);
        if (Ends.Any(member.Has))
        {
            Exclude(member, [.. Lengths, .. Ends]);
        }

        LengthSource? length = Ends.Any(member.Has) ? null : ParseLength(member, order, isList: true);
        (WireForm Form, SizeSpec Size)? parsed = ParseElement(member, element, order, codec);
        if (parsed is not { } form)
        {
            return;
        }

        if (Ends.Any(member.Has))
        {
            length = EndParser.Parse(member, element, form.Form, problems);
        }

        bool isArray = member.Type is IArrayTypeSymbol;
        member.Form = new ListForm(
            isArray, element.FullName(), form.Form, form.Size, length ?? DefaultCount, Limit(member, "MaxCount"), Limit(member, "MaxBytes"));
        if (member.Find("Directory") is { } directory)
        {
            DirectoryParser.Parse(member, directory, problems);
        }

        member.Borrows = !isArray || form.Form is StructForm { Borrows: true } or TaggedForm { Borrows: true };
    }

    private (WireForm Form, SizeSpec Size)? ParseElement(MemberDraft member, ITypeSymbol element, ByteOrder order, AttributeData? onList)
    {
        if (element.NullableAnnotation == NullableAnnotation.Annotated || element.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T)
        {
            problems.Add(ProblemIds.NullWithoutCondition, member.Place, member.Name);
            return null;
        }

        if ((onList ?? element.GetAttributes().Find("Codec")) is { } codec)
        {
            return ParseCodec(member, codec, element) is { } form ? (form, SizeSpec.Unknown) : null;
        }

        if (ConvertedParser.Element(element) is { } address)
        {
            return address;
        }

        if (SchemaTypes.Primitive(element, out string? enumType) is { } primitive)
        {
            return (new PlainForm(primitive, enumType, order), SizeSpec.Fixed(primitive.Size()));
        }

        if (element is INamedTypeSymbol named && schema.StructOf(named, member, problems) is { } record)
        {
            bool canBeNothing = record.Tag is not null && record.Size.Minimum == 0 && !schema.IsRecursive(named) && !TagParser.HasTagForEach(member, members);
            if (record.Size.Maximum == 0 || canBeNothing)
            {
                problems.Add(
                    ProblemIds.UnsupportedMemberType, member.Place, member.Name, member.Type.ShortName(), $"a '{named.Name}' {(canBeNothing ? "can take" : "takes")} no bytes, so a peer could send any number of them in none");
            }

            if (record.TakesRest)
            {
                problems.Add(ProblemIds.RestNotLast, member.Place, named.Name, "the next element of " + member.Name);
            }

            if (record.Tag is { } tag)
            {
                member.Tag = tag;
                TaggedForm form = new(named.FullName(), tag.Type.FullName(), tag.Property, Source: null, record.Size, Length: null, SkipsRest: false, record.Shape) { Borrows = record.Borrows, HasView = OptionalNames.HasView(named), HasOpenOrder = OrderParser.IsLeftOpen(named) };
                return (form, record.Size);
            }

            return (new StructForm(named.FullName(), record.Size, record.Borrows, record.TakesRest, record.Shape) { HeadBytes = record.HeadBytes, SaysItsEnd = record.SaysItsEnd, IsVersioned = record.IsVersioned, HasView = OptionalNames.HasView(named), HasOpenOrder = OrderParser.IsLeftOpen(named) }, record.Size);
        }

        if (element.TypeKind == TypeKind.Error)
        {
            problems.Fail();
        }
        else if (!SchemaTypes.HasWireForm(element))
        {
            problems.Add(
                ProblemIds.UnsupportedMemberType,
                member.Place,
                member.Name,
                member.Type.ShortName(),
                "elements are numbers, enums, records marked [WireStruct] or types with a [Codec<T>]");
        }

        return null;
    }

    internal LengthSource? ParseLength(MemberDraft member, ByteOrder order, bool isList)
    {
        Exclude(member, Lengths);
        if (member.Find("FixedBytes") is { } fixedBytes && !isList)
        {
            if (member.Find("MaxBytes") is { } most)
            {
                problems.Add(ProblemIds.NoEffect, most, member.Symbol, "MaxBytes", member.Name, "[FixedBytes] says its size");
            }

            object? pad = fixedBytes.Named("Pad");
            return new FixedLength(Range(member, fixedBytes, "FixedBytes", fixedBytes.Int(0), 1, ushort.MaxValue), pad is byte value ? value : (byte)0);
        }

        if (member.Has("NullTerminated") && !isList)
        {
            return new Terminated();
        }

        if (member.Find("Terminated") is { } terminated)
        {
            if (member.Has("Utf16"))
            {
                problems.Add(ProblemIds.ConflictingAttributes, terminated, member.Symbol, member.Name, "Terminated", "Utf16");
            }

            member.IsOpen = true;
            return new TerminatedBy(LineParser.Bytes(terminated, member.Symbol, member.Name, "Terminated", terminated.Text(0) ?? string.Empty, problems));
        }

        if (member.Has("Remaining"))
        {
            member.TakesRest = true;
            return new Rest(0);
        }

        if (member.Find("LengthPrefixed") is { } lengthPrefixed)
        {
            return ParsePrefix(member.Name, member.Symbol, lengthPrefixed, order) is { } prefix ? new LengthPrefix(prefix) : null;
        }

        if (member.Find("CountPrefixed") is { } countPrefixed)
        {
            return ParsePrefix(member.Name, member.Symbol, countPrefixed, order) is { } prefix ? new CountPrefix(prefix) : null;
        }

        if (member.Find("FixedCount") is { } fixedCount && isList)
        {
            if (member.Find("MaxCount") is { } most)
            {
                problems.Add(ProblemIds.NoEffect, most, member.Symbol, "MaxCount", member.Name, "[FixedCount] says how many there are");
            }

            return new FixedCount(Range(member, fixedCount, "FixedCount", fixedCount.Int(0), 1, ushort.MaxValue));
        }

        member.IsOpen = true;
        return null;
    }

    /// <summary>The prefix that an attribute describes, on a member or on a protocol.</summary>
    public PrefixSpec? ParsePrefix(string name, ISymbol symbol, AttributeData attribute, ByteOrder order, bool mayBeSigned = true)
    {
        string attributeName = attribute.OwnName() ?? string.Empty;
        if (attribute.TypeArgument() is not { } type)
        {
            return new VarIntPrefix(AttributeReading.Enum<VarIntFormat>(attribute.Argument(0)));
        }

        if (SchemaTypes.Primitive(type, out string? enumType) is not { } primitive || enumType is not null || !primitive.IsSmallInteger())
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, attributeName, name, $"'{type.ShortName()}'", "a prefix is an integer of up to 8 bytes");
            return null;
        }

        if (primitive.IsSigned() && !mayBeSigned)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, attributeName, name, $"'{type.ShortName()}'", "this length has no sign");
            return null;
        }

        int width = attribute.NamedInt("Bytes");
        if (width < 0 || width > primitive.Size())
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, attributeName, name, width.ToString(), $"'{type.ShortName()}' has {primitive.Size()} bytes");
            return null;
        }

        FixedPrefix prefix = new(primitive, width == 0 ? primitive.Size() : width, order, attribute.NamedBool("IncludesSelf"), attribute.NamedInt("Bias"));
        if (Math.Abs((long)prefix.Bias) > 1 << 20)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, attributeName, name, prefix.Bias.ToString(), "the bias is between -1048576 and 1048576");
            return null;
        }

        return prefix;
    }

    private static AttributeData? CodecOf(MemberDraft member) => member.Find("Codec") ?? member.Type.GetAttributes().Find("Codec");

    private CodecForm? ParseCodec(MemberDraft member, AttributeData attribute, ITypeSymbol? element = null)
    {
        ITypeSymbol value = element ?? member.Type;
        if (attribute.TypeArgument() is not INamedTypeSymbol codec || codec.TypeKind == TypeKind.Error)
        {
            problems.Fail();
            return null;
        }

        string[] arguments = [.. attribute.Many(0).OfType<string>()];
        INamedTypeSymbol[] candidates = [.. Implemented(codec, value, arguments.Length).OrderBy(candidate => arguments.Length == 1 && candidate.TypeArguments[1].IsTupleType)];
        INamedTypeSymbol? implemented = candidates.FirstOrDefault(candidate => arguments.Length == 0
            || arguments.Zip(ArgumentTypes(candidate.TypeArguments[1], arguments.Length), (name, wanted) => CodecArgumentProblem(member, name, wanted)).All(problem => problem is null))
            ?? candidates.FirstOrDefault();
        if (implemented is null)
        {
            string argumentTypes = arguments.Length < 2 ? "TArgument" : $"({string.Join(", ", arguments.Select((_, index) => "T" + (index + 1)))})";
            string wanted = arguments.Length == 0 ? $"IWireCodec<{value.ShortName()}>" : $"IWireCodec<{value.ShortName()}, {argumentTypes}>";
            Misfit($"it does not implement {wanted}");
            return null;
        }

        bool isHidden = implemented.GetMembers().Any(wanted =>
            codec.FindImplementationForInterfaceMember(wanted) is not IMethodSymbol { DeclaredAccessibility: Accessibility.Public or Accessibility.Internal } method
            || method.Name != wanted.Name);
        if (isHidden)
        {
            Misfit("its methods must be public, not explicit implementations");
            return null;
        }

        ITypeSymbol[] types = arguments.Length == 0 ? [] : ArgumentTypes(implemented.TypeArguments[1], arguments.Length);
        List<CodecArgumentSpec> told = [];
        for (int index = 0; index < arguments.Length; index++)
        {
            if (CodecArgumentProblem(member, arguments[index], types[index]) is { } reason)
            {
                Misfit(reason);
                return null;
            }

            told.Add(new CodecArgumentSpec(arguments[index], IndexOf(arguments[index]) >= 0));
        }

        return new CodecForm(
            codec.FullName(),
            value.FullName(),
            told.ToEquatable(),
            arguments.Length == 0 ? null : implemented.TypeArguments[1].AnnotatedName(),
            SchemaTypes.IsMemory(value) || SchemaTypes.IsBorrowed(value));

        // An attribute of the type says the same of all its members: the one that it does not fit is the place.
        void Misfit(string reason) =>
            problems.Add(
                ProblemIds.CodecDoesNotFit, member.Attributes.Contains(attribute) ? attribute.Place(member.Symbol) : member.Place, member.Name, codec.ShortName(), reason);
    }

    /// <summary>The interfaces of a codec for values of a type, with so many arguments.</summary>
    private static IEnumerable<INamedTypeSymbol> Implemented(INamedTypeSymbol codec, ITypeSymbol value, int arguments) => codec.AllInterfaces.Where(candidate =>
        candidate.Name == "IWireCodec"
        && candidate.IsIn("ProtoSockets")
        && candidate.TypeArguments.Length == (arguments == 0 ? 1 : 2)
        && SymbolEqualityComparer.Default.Equals(candidate.TypeArguments[0], value)
        && (arguments == 0 || ArgumentTypes(candidate.TypeArguments[1], arguments).Length == arguments));

    /// <summary>The types of a codec's arguments: several are a tuple.</summary>
    private static ITypeSymbol[] ArgumentTypes(ITypeSymbol type, int count) =>
        count == 1 ? [type]
        : type is INamedTypeSymbol { IsTupleType: true } tuple ? [.. tuple.TupleElements.Select(element => element.Type)]
        : [];

    /// <summary>What is wrong with a member that a codec is told the value of; null when nothing is.</summary>
    private string? CodecArgumentProblem(MemberDraft member, string argument, ITypeSymbol wanted)
    {
        int own = IndexOf(member.Name);
        int index = IndexOf(argument);
        if (index < 0)
        {
            return EarlierMembers.Property(owner, members, argument) is not { } property ? $"its argument '{argument}' is no member that can be read"
                : !SymbolEqualityComparer.Default.Equals(property.Type, wanted) ? $"its argument '{argument}' is no {wanted.ShortName()}"
                : EarlierMembers.FirstUnread(owner, members, property, own) is { } unread ? $"its argument '{argument}' looks at '{unread}', which is not known before it"
                : null;
        }

        return index >= own && !members[index].Has("InHeader") ? $"its argument '{argument}' does not come before it"
            : members[index].Has("LengthOf") || members[index].Has("CountOf") || members[index].Has("OffsetOf") ? $"its argument '{argument}' is computed from members that follow"
            : !SymbolEqualityComparer.Default.Equals(members[index].DeclaredType, wanted) ? $"its argument '{argument}' is no {wanted.ShortName()}"
            : null;
    }

    private int IndexOf(string name)
    {
        for (int index = 0; index < members.Count; index++)
        {
            if (members[index].Name == name)
            {
                return index;
            }
        }

        return -1;
    }

    private int? Limit(MemberDraft member, string name)
    {
        if (member.Find(name) is not { } attribute)
        {
            return null;
        }

        return Range(member, attribute, name, attribute.Int(0), 0, int.MaxValue);
    }

    internal int Range(MemberDraft member, AttributeData attribute, string name, int value, int least, int most)
    {
        if (value >= least && value <= most)
        {
            return value;
        }

        string range = most == int.MaxValue ? $"the least is {least}" : $"it must be between {least} and {most}";
        problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, name, member.Name, value.ToString(), range);
        return least;
    }

    /// <summary>Reports attributes about the form that mean nothing for the member's type.</summary>
    internal void Allow(MemberDraft member, string reason, params string[] allowed)
    {
        foreach (AttributeData attribute in member.Attributes)
        {
            if (attribute.OwnName() is { } name && FormAttributes.Contains(name) && !allowed.Contains(name))
            {
                problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, name, member.Name, reason);
            }
        }
    }

    /// <summary>Reports two attributes of which only one can hold.</summary>
    internal void Exclude(MemberDraft member, string[] names)
    {
        AttributeData[] found = [.. member.Attributes.Where(attribute => attribute.OwnName() is { } name && names.Contains(name))];
        if (found.FirstOrDefault(attribute => attribute.OwnName() != found[0].OwnName()) is { } second)
        {
            problems.Add(ProblemIds.ConflictingAttributes, second, member.Symbol, member.Name, found[0].OwnName()!, second.OwnName()!);
        }
    }
}
