namespace ProtoSockets.CodeFixes.Refactorings.CStructs;

/// <summary>
/// Reads structs of C. What it does not know for certain it does not read: types whose size differs between machines, unions, pointers, conditional compilation, alignment by hand.
/// </summary>
internal sealed class CParser
{
    private static readonly HashSet<string> Qualifiers = new(StringComparer.Ordinal) { "const", "volatile" };
    private static readonly HashSet<string> TypeWords = new(StringComparer.Ordinal) { "unsigned", "signed", "char", "short", "int", "long", "float", "double", "_Bool" };

    private readonly List<CToken> _tokens;

    /// <summary>The comments, each with the token that it stands in front of.</summary>
    private readonly List<(int Before, CToken Token)> _comments = [];
    private readonly Dictionary<string, CType> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _constants = new(StringComparer.Ordinal);
    private readonly List<CStruct> _structs = [];
    private int _at;
    private int _pack = int.MaxValue;
    private bool _isWrong;

    private CParser(string text)
    {
        _tokens = [];
        foreach (CToken token in CLexer.Cut(text))
        {
            if (token.Kind == CTokenKind.Comment)
            {
                _comments.Add((_tokens.Count, token));
            }
            else
            {
                _tokens.Add(token);
            }
        }
    }

    private CToken Next => _tokens[_at];

    /// <summary>Reads all structs of a text.</summary>
    /// <param name="text">C, and nothing else.</param>
    /// <returns>The structs, the inner ones first; null if there is anything in the text that this does not know for certain.</returns>
    public static IReadOnlyList<CStruct>? Parse(string text)
    {
        var parser = new CParser(text);
        while (!parser._isWrong && parser.Next.Kind != CTokenKind.End)
        {
            parser.ReadDeclaration();
        }

        return parser._isWrong || parser._structs.Count == 0 ? null : parser._structs;
    }

    private void ReadDeclaration()
    {
        int start = _at;
        if (Next.Kind == CTokenKind.Directive)
        {
            ReadDirective(Take().Text);
            return;
        }

        bool isTypedef = TakeIf("typedef");
        if (!isTypedef && !Next.Is("struct"))
        {
            _isWrong = true;
            return;
        }

        bool isDefinition = Next.Is("struct") && _tokens.FindIndex(_at, static token => token.Is("{") || token.Is(";") || token.Kind == CTokenKind.End) is var open && _tokens[open].Is("{");
        CType? type = ReadType(nameless: null);
        if (isDefinition && type is CStruct defined)
        {
            defined.Comment = CommentInFront(start);
        }

        if (!isTypedef)
        {
            // A declaration of variables would be something else.
            _isWrong |= !isDefinition || type is not CStruct { Name.Length: > 0 };
        }
        else
        {
            ReadTypeNames(type, isDefinition);
        }

        Expect(";");
    }

    /// <summary>The names that a typedef gives, pointers among them, which no member can be. An attribute behind them would be none of the struct's: compilers pass it over.</summary>
    private void ReadTypeNames(CType? type, bool isDefinition)
    {
        bool isFirst = true;
        do
        {
            bool isPointer = TakeIf("*");
            string name = ReadName();
            if (!isPointer && type is CStruct { Name.Length: 0 } nameless && isDefinition)
            {
                // A struct without a tag has the name of its type.
                type = nameless with { Name = name };
                _structs[_structs.IndexOf(nameless)] = (CStruct)type;
            }

            _isWrong |= type is null || (isFirst && isPointer);
            isFirst = false;
            if (!isPointer && type is not null)
            {
                _types[name] = type;
            }
        }
        while (!_isWrong && TakeIf(","));
    }

    private void ReadDirective(string text)
    {
        string[] words = text.Split([' ', '\t', '(', ')', ','], StringSplitOptions.RemoveEmptyEntries);
        string kind = words.Length > 1 && words[0] == "pragma" ? words[1] : words.Length > 0 ? words[0] : string.Empty;
        if (kind == "define" && words.Length == 3 && CLexer.ValueOf(words[2]) is { } value && !text.Contains(words[1] + "(", StringComparison.Ordinal))
        {
            _constants[words[1]] = value;
        }
        else if (kind == "pack")
        {
            string most = words[words.Length - 1];
            _pack = most is "pop" or "pack" ? int.MaxValue : CLexer.ValueOf(most) ?? 0;
            _isWrong |= words.Length > 4 || (_pack is not (1 or 2 or 4 or 8 or int.MaxValue));
        }
        else
        {
            _isWrong |= kind != "include";
        }
    }

    /// <summary>Reads a type; a struct is defined by the way.</summary>
    /// <param name="nameless">What to call a struct without a name; null leaves it without one.</param>
    private CType? ReadType(Func<string>? nameless)
    {
        while (Next.Kind == CTokenKind.Word && Qualifiers.Contains(Next.Text))
        {
            _at++;
        }

        if (TakeIf("struct"))
        {
            return ReadStruct(nameless);
        }

        List<string> words = [];
        while (Next.Kind == CTokenKind.Word && (words.Count == 0 || TypeWords.Contains(words[0])) && (words.Count == 0 || TypeWords.Contains(Next.Text)))
        {
            words.Add(Take().Text);
        }

        while (Next.Kind == CTokenKind.Word && Qualifiers.Contains(Next.Text))
        {
            _at++;
        }

        // The words of C's own types come in any order: unsigned long long int, long unsigned int long.
        string full = words.Count == 1 ? words[0] : string.Join(" ", words.OrderBy(static word => word switch { "unsigned" or "signed" => 0, "long" => 1, "int" => 3, _ => 2 }));
        CType? type = _types.TryGetValue(full, out CType? alias) ? alias : CScalar.Of(full);
        _isWrong |= type is null;
        return type;
    }

    private CStruct? ReadStruct(Func<string>? nameless)
    {
        var gathered = new CStruct(string.Empty);
        ReadAttributes(gathered);
        string? tag = Next.Kind == CTokenKind.Word ? Take().Text : null;
        ReadAttributes(gathered);
        if (!TakeIf("{"))
        {
            CType? known = null;
            _isWrong |= tag is null || !_tags.TryGetValue(tag, out known) || gathered.IsGnu;
            return known as CStruct;
        }

        var type = new CStruct(tag ?? nameless?.Invoke() ?? string.Empty) { Pack = Math.Min(gathered.Pack, _pack), IsGnu = gathered.IsGnu };
        while (!_isWrong && !TakeIf("}"))
        {
            ReadMembers(type);
        }

        ReadAttributes(type);
        _isWrong |= type.Members.Count == 0 || (tag is not null && _tags.ContainsKey(tag));
        if (tag is not null)
        {
            _tags[tag] = type;
        }

        _structs.Add(type);
        return type;
    }

    /// <summary>Reads a declaration of one or several members.</summary>
    private void ReadMembers(CStruct owner)
    {
        int start = _at;
        CType? type = ReadType(nameless: () => owner.Name + "_" + NameBehindBraces());
        int named = _at;
        do
        {
            string? name = Next.Is(":") ? null : ReadName();
            List<int> dimensions = [];
            while (TakeIf("["))
            {
                dimensions.Add(ReadSize());
                _isWrong |= dimensions[dimensions.Count - 1] == 0;
                Expect("]");
            }

            int? bits = TakeIf(":") ? ReadSize() : null;
            if (type is null || _isWrong || !IsPossible(type, name, dimensions.Count, bits))
            {
                _isWrong = true;
                return;
            }

            string? comment = Join(CommentInFront(start), CommentBehind(named, _at));
            owner.Members.Add(new CMember(name, type, [.. dimensions], bits) { Comment = comment });
            start = named = _at + 1;
        }
        while (TakeIf(","));
        Expect(";");
    }

    private static bool IsPossible(CType type, string? name, int dimensions, int? bits)
    {
        if (bits is not { } count)
        {
            return name is not null;
        }

        // Whether bits of a plain int have a sign is up to the compiler; those in a byte order of their own have no place that all agree on.
        return type is CScalar { IsPlain: false, IsLittleEndian: null, Meaning: CMeaning.Unsigned or CMeaning.Signed or CMeaning.Truth } scalar
            && dimensions == 0
            && (scalar.Meaning == CMeaning.Truth ? count <= 1 : count <= 8 * scalar.Bytes)
            && (count > 0 || name is null);
    }

    /// <summary>The name of the member whose struct is defined on the spot: what follows its closing brace.</summary>
    private string NameBehindBraces()
    {
        int depth = 1;
        int at = _at;
        while (depth > 0 && _tokens[at].Kind != CTokenKind.End)
        {
            depth += _tokens[at].Is("{") ? 1 : _tokens[at].Is("}") ? -1 : 0;
            at++;
        }

        return _tokens.Skip(at).FirstOrDefault(static token =>
            token.Kind == CTokenKind.Word && !token.Text.StartsWith("__attribute", StringComparison.Ordinal) && token.Text.Trim('_') != "packed").Text ?? string.Empty;
    }

    /// <summary><c>__attribute__((packed))</c>, <c>__packed</c>; any other attribute is not known.</summary>
    private void ReadAttributes(CStruct type)
    {
        while (true)
        {
            if (TakeIf("__packed"))
            {
                (type.Pack, type.IsGnu) = (1, true);
            }
            else if (TakeIf("__attribute__") || TakeIf("__attribute"))
            {
                Expect("(");
                Expect("(");
                _isWrong |= !TakeIf("packed") && !TakeIf("__packed__");
                Expect(")");
                Expect(")");
                (type.Pack, type.IsGnu) = (1, true);
            }
            else
            {
                return;
            }
        }
    }

    private int ReadSize()
    {
        CToken token = Take();
        int? size = token.Kind == CTokenKind.Number ? CLexer.ValueOf(token.Text) : _constants.TryGetValue(token.Text, out int constant) ? constant : null;
        _isWrong |= size is null;
        return size ?? 0;
    }

    private string ReadName()
    {
        CToken token = Take();
        _isWrong |= token.Kind != CTokenKind.Word || TypeWords.Contains(token.Text) || Qualifiers.Contains(token.Text) || token.Text is "struct" or "union" or "enum";
        return token.Text;
    }

    private CToken Take() => Next.Kind == CTokenKind.End ? Next : _tokens[_at++];

    private bool TakeIf(string text)
    {
        bool isThere = Next.Is(text);
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private void Expect(string text) => _isWrong |= !TakeIf(text);

    /// <summary>The comments in front of a token that do not belong to what stands before them in the same line.</summary>
    private string? CommentInFront(int token) => Text(comment => comment.Before == token && (token == 0 || _tokens[token - 1].Line != comment.Token.Line));

    /// <summary>The comments within a declaration, and the one behind its last token in the same line.</summary>
    private string? CommentBehind(int first, int last) =>
        Text(comment => (comment.Before > first && comment.Before <= last) || (comment.Before == last + 1 && comment.Token.Line == _tokens[last].Line));

    private string? Text(Func<(int Before, CToken Token), bool> isWanted) =>
        string.Join(" ", _comments.Where(isWanted).Select(static comment => comment.Token.Text.Trim().TrimStart('*', '!', '/').TrimStart('<').TrimEnd('*').Trim())
            .Where(static text => text.Length > 0)) is { Length: > 0 } text ? text : null;

    private static string? Join(string? first, string? second) => first is null ? second : second is null ? first : first + " " + second;
}
