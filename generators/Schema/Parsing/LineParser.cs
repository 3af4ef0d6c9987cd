using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads the line that a record begins with, and the forms of its tokens.</summary>
internal sealed class LineParser(INamedTypeSymbol type, List<MemberDraft> members, ProblemList problems)
{
    /// <summary>What a token may say about itself.</summary>
    private static readonly string[] OfTokens =
    [
        "Utf8", "Ascii", "Latin1", "AsciiDecimal", "AsciiHex", "MaxBytes", "MaxCount", "Remaining", "Optional", "Keyword", "Verb", "LengthOf", "CountOf",
        "Constant", "NotOnWire", "CorrelationId",
    ];

    /// <summary>The line's attribute, or null.</summary>
    private readonly AttributeData? _attribute = type.GetAttributes().Find("Line");

    /// <summary>The line, once parsed.</summary>
    public LineSpec? Line { get; private set; }

    /// <summary>Finds out which members are tokens.</summary>
    /// <param name="verbs">The verbs of the message; none for a record that is no message with one.</param>
    /// <param name="ignoreCase">Whether the verb's letters may have either case.</param>
    public void Parse(IReadOnlyList<string> verbs, bool ignoreCase)
    {
        if (_attribute is null)
        {
            foreach (MemberDraft member in members)
            {
                foreach (string name in new[] { "AfterLine", "Keyword", "Verb" })
                {
                    if (member.Find(name) is { } attribute)
                    {
                        problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, name, member.Name, $"'{type.Name}' is no [Line]");
                    }
                }
            }

            return;
        }

        int tokens = members.FindIndex(member => member.Has("AfterLine"));
        tokens = tokens < 0 ? members.Count : tokens;
        for (int index = 0; index < tokens; index++)
        {
            members[index].IsToken = true;
        }

        EquatableArray<byte> separator = Bytes(_attribute, type, type.Name, "Line", _attribute.Named("Separator") as string ?? " ", problems);
        EquatableArray<byte> terminator = Bytes(_attribute, type, type.Name, "Line", _attribute.Named("Terminator") as string ?? "\r\n", problems);
        int maxBytes = _attribute.NamedInt("MaxBytes", otherwise: 8192);
        if (maxBytes is < 1 or > 1 << 24)
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, _attribute, type, "Line", type.Name, $"{maxBytes} bytes", "it must be between 1 and 16777216");
            maxBytes = 8192;
        }

        bool isTagged = verbs.Count > 0 && tokens > 0 && members[0].Has("CorrelationId");
        int verbIndex = isTagged ? 1 : 0;
        bool keepsVerb = members.Count > verbIndex && members[verbIndex].Has("Verb");
        string? verb = keepsVerb || verbs.Count == 0 ? null : verbs[0];
        Line = new LineSpec(separator, terminator, _attribute.NamedBool("Lenient"), maxBytes, verb, ignoreCase, tokens)
        {
            KeptVerbs = keepsVerb ? verbs.ToEquatable() : default,
            IsTagged = isTagged,
        };
        CheckPlaces(verbs, tokens);
    }

    private void CheckPlaces(IReadOnlyList<string> verbs, int tokens)
    {
        for (int index = 0; index < members.Count; index++)
        {
            MemberDraft member = members[index];
            if (member.Find("Verb") is { } verb && (index != Line!.VerbIndex || verbs.Count == 0 || tokens <= index))
            {
                problems.Add(ProblemIds.WrongMember, verb, member.Symbol, "Verb", member.Name, verbs.Count == 0 ? $"'{type.Name}' is no message with a verb" : Line!.IsTagged ? "the verb is the token behind the tag" : "the verb is the first token");
            }

            if (!member.IsToken)
            {
                if (member.Find("Keyword") is { } keyword)
                {
                    problems.Add(ProblemIds.WrongMember, keyword, member.Symbol, "Keyword", member.Name, "it stands behind the line");
                }

                continue;
            }

            bool isList = SchemaTypes.ListElement(member.Type) is not null && !SchemaTypes.IsByteArray(member.Type);
            if (member.Find("Verb") is { } held && (isList || member.Has("Keyword") || member.Has("Optional")))
            {
                problems.Add(ProblemIds.WrongMember, held, member.Symbol, "Verb", member.Name, "the verb is one token, which is always there");
            }

            if ((member.Has("Remaining") || isList) && index < tokens - 1)
            {
                problems.Add(ProblemIds.RestNotLast, member.Place, member.Name, members[index + 1].Name);
            }

            if ((member.Has("Optional") || member.Has("Keyword")) && Line!.IsFirst(index) && tokens > 1)
            {
                problems.Add(ProblemIds.WrongMember, member.Place, member.Has("Keyword") ? "Keyword" : "Optional", member.Name, "the line's first token is always there");
            }

            if (member.Has("When") || (!Line!.IsFirst(index) && (member.Has("Magic") || member.Has("Reserved") || member.Has("Padding"))))
            {
                string wrong = member.Has("When") ? "When" : member.Has("Magic") ? "Magic" : member.Has("Reserved") ? "Reserved" : "Padding";
                problems.Add(ProblemIds.WrongMember, member.Place, wrong, member.Name, "tokens are there or not by [Optional], and nothing stands between them but separators");
            }
        }
    }

    /// <summary>Sets the form of a token.</summary>
    public void ParseToken(MemberDraft member)
    {
        foreach (AttributeData attribute in member.Attributes)
        {
            if (attribute.OwnName() is { } name && AttributeChecker.IsOfMember(attribute) && !OfTokens.Contains(name) && name is not ("Magic" or "Reserved" or "Padding"))
            {
                problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, name, member.Name, $"it is a token of the line; add [AfterLine] to what stands behind it");
            }
        }

        Token length = new(member.Has("Remaining"));
        if (member.Find("Keyword") is { } keyword)
        {
            ParseKeyword(member, keyword);
            return;
        }

        (WireForm? form, bool borrows) = FormOf(member, member.Type, length);
        if (form is null && SchemaTypes.ListElement(member.Type) is { } element && !SchemaTypes.IsByteArray(member.Type))
        {
            (WireForm? one, borrows) = FormOf(member, element, new Token(IsRest: false));
            bool isArray = member.Type is IArrayTypeSymbol;
            if (one is AsciiForm || (one is BytesForm && (isArray || SchemaTypes.IsByteArray(element))))
            {
                problems.Add(ProblemIds.UnsupportedMemberType, member.Place, member.Name, member.Type.ShortName(), "lists of tokens are of string, Utf8Text or, as WireList, of ReadOnlyMemory<byte>");
                one = null;
            }

            form = one is null ? null : new ListForm(isArray, element.FullName(), one, SizeSpec.Unknown, length, Limit(member, "MaxCount"), null);
            borrows = !isArray || borrows;
        }

        if (form is null)
        {
            if (member.Type.TypeKind == TypeKind.Error)
            {
                problems.Fail();
            }
            else if (!problems.HasErrors)
            {
                problems.Add(
                    ProblemIds.UnsupportedMemberType, member.Place, member.Name, member.Type.ShortName(), "tokens of a line are text, bytes, integers and lists of text; add [AfterLine] to what stands behind it");
            }

            return;
        }

        member.Form = form;
        member.Borrows = borrows;
        member.Size = SizeSpec.Unknown;
    }

    private void ParseKeyword(MemberDraft member, AttributeData attribute)
    {
        if (member.Type.SpecialType != SpecialType.System_Boolean)
        {
            problems.Add(ProblemIds.WrongMember, attribute, member.Symbol, "Keyword", member.Name, "it is no bool");
            return;
        }

        string word = attribute.Text(0) ?? string.Empty;
        if (word.Length is 0 or > 256 || word.Any(character => character is <= ' ' or >= (char)0x7F))
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, "Keyword", member.Name, $"\"{word}\"", "it takes 1 to 256 printable ASCII characters, and no blank");
            return;
        }

        if (word.Any(character => Line!.Separator.Contains((byte)character) || Line.Terminator.Contains((byte)character)))
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, member.Symbol, "Keyword", member.Name, $"\"{word}\"", "no byte of what separates tokens or ends lines is part of a token");
            return;
        }

        member.Form = new KeywordForm(word);
        member.Size = SizeSpec.Unknown;
    }

    private static (WireForm? Form, bool Borrows) FormOf(MemberDraft member, ITypeSymbol type, Token length)
    {
        if (SchemaTypes.Primitive(type, out string? enumType) is { } primitive)
        {
            return primitive.IsSmallInteger() && !length.IsRest
                ? (new AsciiForm(primitive, enumType, member.Has("AsciiHex") ? 16 : 10, length, Limit(member, "MaxBytes")), false)
                : (null, false);
        }

        bool isString = type.SpecialType == SpecialType.System_String;
        if (isString || SchemaTypes.IsUtf8Text(type))
        {
            TextEncoding encoding = !isString ? TextEncoding.Utf8 : member.Has("Ascii") ? TextEncoding.Ascii : member.Has("Latin1") ? TextEncoding.Latin1 : TextEncoding.Utf8;
            return (new TextForm(isString, encoding, length, Limit(member, "MaxBytes")), !isString);
        }

        bool isMemory = SchemaTypes.IsMemory(type);
        return isMemory || SchemaTypes.IsByteArray(type) ? (new BytesForm(!isMemory, length, Limit(member, "MaxBytes")), isMemory) : (null, false);
    }

    private static int? Limit(MemberDraft member, string name) => member.Find(name) is { } attribute ? attribute.Int(0) : null;

    /// <summary>The bytes of ASCII text in an attribute.</summary>
    public static EquatableArray<byte> Bytes(AttributeData attribute, ISymbol symbol, string name, string attributeName, string text, ProblemList problems)
    {
        if (text.Length is 0 or > 256 || text.Any(character => character >= 0x80))
        {
            problems.Add(ProblemIds.ArgumentOutOfRange, attribute, symbol, attributeName, name, $"\"{text}\"", "it takes 1 to 256 ASCII characters");
            return new byte[] { 0 }.ToEquatable();
        }

        return text.Select(character => (byte)character).ToEquatable();
    }
}
