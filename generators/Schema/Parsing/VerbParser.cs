using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads the verbs that messages begin with, gives the messages numbers, and checks that the verbs tell the messages of each side apart.</summary>
internal sealed class VerbParser(List<MessageDraft> drafts, ProblemList problems)
{
    /// <summary>The verbs of a message's type; none for any other type.</summary>
    public static IReadOnlyList<string> VerbsOf(INamedTypeSymbol type) =>
        type.GetAttributes().FirstOrDefault(attribute => attribute.OwnName() is { } name && SchemaParser.Roles.Contains(name)) is { } role ? VerbsOf(role) : [];

    /// <summary>The verbs in the attribute that makes a record a message.</summary>
    public static IReadOnlyList<string> VerbsOf(AttributeData role)
    {
        if (role.ConstructorArguments.Length == 0 || role.Text(0) is not { } first)
        {
            return [];
        }

        return [first, .. role.Many(1).OfType<string>()];
    }

    /// <summary>Whether a protocol's verbs may have letters of either case.</summary>
    public static bool IgnoresCase(INamedTypeSymbol? protocol) => protocol?.GetAttributes().Find("Verbs")?.NamedBool("IgnoreCase") ?? false;

    public void Parse()
    {
        int number = 0;
        foreach (MessageDraft draft in drafts)
        {
            if (draft.Role.ConstructorArguments.Any(argument => argument.Kind == TypedConstantKind.Error))
            {
                problems.Fail();
                return;
            }

            draft.Verbs = VerbsOf(draft.Role);
            number++;
            draft.Id = new MessageIdSpec(number, number.ToString());
            if (draft.Verbs.Count == 0 && draft.Role.ConstructorArguments.Length > 0)
            {
                problems.Add(ProblemIds.VerbDoesNotFit, draft.Role, draft.Type, draft.Type.Name, "has an id that is no text, and other messages of the protocol have verbs");
            }

            foreach (string verb in draft.Verbs.Where(verb => verb.Length is 0 or > 256 || verb.Any(character => character >= 0x80)))
            {
                problems.Add(ProblemIds.VerbDoesNotFit, draft.Role, draft.Type, draft.Type.Name, $"has the verb \"{verb}\"; a verb is 1 to 256 ASCII characters");
            }

            if (draft.Record?.Line is { } line && draft.Verbs.FirstOrDefault(verb => !IsToken(verb, line)) is { } broken)
            {
                problems.Add(ProblemIds.VerbDoesNotFit, draft.Role, draft.Type, draft.Type.Name, $"has the verb \"{broken}\", which is no token of its line");
            }
        }

        Check(Side.Client);
        Check(Side.Server);
    }

    private static bool IsToken(string verb, LineSpec line) =>
        !verb.Any(character => line.Separator.Contains((byte)character) || line.Terminator.Contains((byte)character) || (line.Lenient && character is ' ' or '\t'));

    private void Check(Side side)
    {
        Dictionary<string, MessageDraft> seen = new(IgnoresCase(drafts.FirstOrDefault()?.Type.ContainingType) ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        MessageDraft? without = null;
        foreach (MessageDraft draft in drafts.Where(draft => draft.IsSentBy(side)))
        {
            if (draft.Verbs.Count == 0)
            {
                if (without is not null)
                {
                    problems.Add(ProblemIds.VerbDoesNotFit, draft.Role, draft.Type, draft.Type.Name, $"has no verb, like '{without.Type.Name}', which the same side sends");
                }

                without ??= draft;
            }

            foreach (string verb in draft.Verbs)
            {
                if (!seen.TryGetValue(verb, out MessageDraft? first))
                {
                    seen.Add(verb, draft);
                }
                else if (side == Side.Client || draft.From != Side.Both || first.From != Side.Both)
                {
                    problems.Add(ProblemIds.VerbDoesNotFit, draft.Role, draft.Type, draft.Type.Name, $"has the verb \"{verb}\", like '{first.Type.Name}', which the same side sends");
                }
            }
        }
    }
}
