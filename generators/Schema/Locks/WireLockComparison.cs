using System.Text.RegularExpressions;

namespace ProtoSockets.Schema.Locks;

/// <summary>Something in which the present layout and the lock differ.</summary>
/// <param name="Breaks">Whether peers that were built before misread it; else the lock is only out of date.</param>
/// <param name="Protocol">The present protocol it is in, or null.</param>
/// <param name="Record">The present record it is in, or null.</param>
/// <param name="Member">The present member it is at, or null for the record as a whole.</param>
/// <param name="LineNumber">The line of the lock, from 0; -1 for what the lock does not have.</param>
/// <param name="Subject">What it is about: <c>Chat.Join.Nick</c>.</param>
/// <param name="Text">What differs.</param>
internal sealed record WireDifference(bool Breaks, string? Protocol, string? Record, string? Member, int LineNumber, string Subject, string Text);

/// <summary>
/// Compares the present layout with a lock: by what is on the wire, so that other names change nothing. Messages are known by their ids and by who sends them, members by their
/// place, records by their bytes.
/// </summary>
internal sealed class WireLockComparison
{
    private static readonly Regex RecordName = new("<[^<>]*>", RegexOptions.CultureInvariant, Shapes.Patience);

    private static readonly Regex End = new("^before version [0-9]+: ", RegexOptions.CultureInvariant, Shapes.Patience);
    private static readonly Regex LaterEnd = new("^from version (?<since>[0-9]+) to before [0-9]+: ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Shapes.Patience);

    private readonly WireLock _locked;
    private readonly WireLock _present;
    private readonly Func<string, bool> _typeExists;
    private readonly List<WireDifference> _differences = [];
    private readonly HashSet<string> _seenStructs = new(StringComparer.Ordinal);

    private WireLockComparison(WireLock locked, WireLock present, Func<string, bool> typeExists)
    {
        _locked = locked;
        _present = present;
        _typeExists = typeExists;
    }

    /// <summary>All differences.</summary>
    /// <param name="locked">The lock.</param>
    /// <param name="present">What the lock would be now.</param>
    /// <param name="unknown">Protocols and structs that something is wrong with: what is missing of them is not removed.</param>
    /// <param name="typeExists">Whether there is a type of a full name: a codec whose type is gone was renamed, as far as anybody can tell.</param>
    public static IReadOnlyList<WireDifference> Of(WireLock locked, WireLock present, ISet<string> unknown, Func<string, bool> typeExists)
    {
        WireLockComparison comparison = new(locked, present, typeExists);
        comparison.CompareProtocols(unknown);
        comparison.CompareStructs(unknown);
        return comparison._differences;
    }

    private void CompareProtocols(ISet<string> unknown)
    {
        List<LockedProtocol> gone = [.. _locked.Protocols.Where(old => !unknown.Contains(old.Name) && _present.Protocols.All(now => now.Name != old.Name))];
        foreach (LockedProtocol now in _present.Protocols)
        {
            LockedProtocol? old = _locked.Protocols.FirstOrDefault(candidate => candidate.Name == now.Name)
                ?? gone.FirstOrDefault(candidate => AgreeOnAMessage(candidate, now));
            if (old is null)
            {
                AddStale(now.Name, null, now.Name, "is not recorded in the lock yet");
                continue;
            }

            if (gone.Remove(old))
            {
                AddStale(now.Name, null, now.Name, $"has the name '{old.Name}' in the lock");
            }

            CompareProtocol(old, now, unknown.Contains(now.Name));
        }

        foreach (LockedProtocol old in gone)
        {
            _differences.Add(new WireDifference(Breaks: true, null, null, null, old.LineNumber, old.Name, "the protocol was removed"));
        }
    }

    /// <summary>Whether one of two protocols can be the other under a new name.</summary>
    private bool AgreeOnAMessage(LockedProtocol old, LockedProtocol now) =>
        old.Messages.Any(message => now.Messages.Any(candidate => candidate.Kind == message.Kind && candidate.Ids.SequenceEqual(message.Ids) && AreEqual(message, candidate)));

    private void CompareProtocol(LockedProtocol old, LockedProtocol now, bool isIncomplete)
    {
        foreach (string key in old.Facts.Keys.Union(now.Facts.Keys))
        {
            CompareFact(now.Name, null, ShortName(now.Name), key, Fact(old.Facts, key), Fact(now.Facts, key), Placed(Fact(old.Facts, key), []), Placed(Fact(now.Facts, key), []), old.LineNumber);
        }

        if (old.Header is not null || now.Header is not null)
        {
            if (old.Header is { } before && now.Header is { } after)
            {
                CompareRecord(before, after, now.Name);
            }
            else
            {
                string text = old.Header is null ? "the lock has no header" : $"the lock has the header '{old.Header.ShortName}', and here is none";
                _differences.Add(new WireDifference(Breaks: true, now.Name, now.Header?.Name, null, old.LineNumber, ShortName(now.Name), text));
            }
        }

        HashSet<LockedRecord> compared = [];
        foreach (LockedRecord message in old.Messages)
        {
            foreach (string side in message.Sides)
            {
                CompareMessage(message, side, now, compared, isIncomplete);
            }
        }

        foreach (LockedRecord message in now.Messages.Where(message => compared.Add(message)))
        {
            AddStale(now.Name, message.Name, Subject(message), "is not recorded in the lock yet");
        }
    }

    /// <summary>Compares a message with whatever travels under its ids now.</summary>
    private void CompareMessage(LockedRecord old, string side, LockedProtocol protocol, HashSet<LockedRecord> compared, bool isIncomplete)
    {
        LockedRecord[] candidates = [.. protocol.Messages.Where(candidate => candidate.Sides.Contains(side) && IsReply(candidate) == IsReply(old))];
        List<string> missing = [];
        foreach (string? id in old.Ids.Count == 0 ? [null] : old.Ids.Select(id => (string?)id))
        {
            LockedRecord? now = candidates.FirstOrDefault(candidate => candidate.Name == old.Name && HasId(candidate, id))
                ?? candidates.FirstOrDefault(candidate => HasId(candidate, id) && candidate.Kind == old.Kind)
                ?? candidates.FirstOrDefault(candidate => HasId(candidate, id));
            if (now is null)
            {
                missing.Add(id ?? string.Empty);
            }
            else if (compared.Add(now) || !AreEqual(old, now))
            {
                CompareRecord(old, now, protocol.Name);
            }
        }

        if (missing.Count == 0 || isIncomplete)
        {
            return;
        }

        string what = missing[0].Length == 0 ? string.Empty : $" {string.Join(", ", missing)}";
        if (_differences.LastOrDefault() is { Breaks: true } last && last.LineNumber == old.LineNumber && old.Sides.Count > 1)
        {
            // Both sides sent it, and it has been said of the first one.
            return;
        }

        if (protocol.Messages.FirstOrDefault(candidate => candidate.Name == old.Name) is { } renumbered && compared.Add(renumbered))
        {
            string ids = renumbered.Ids.Count == 0 ? "none" : string.Join(", ", renumbered.Ids);
            string was = $"{Sender(old.Kind)} with the id{what}";
            string text = renumbered.Sides.Contains(side) && IsReply(old) == IsReply(renumbered)
                ? $"its id is{(what.Length == 0 ? " none" : what)} in the lock, and here it is {ids}"
                : $"the lock has {was}, and here is {Sender(renumbered.Kind)}";
            _differences.Add(new WireDifference(Breaks: true, protocol.Name, renumbered.Name, null, old.LineNumber, Subject(renumbered), text));
            return;
        }

        _differences.Add(new WireDifference(
            Breaks: true, protocol.Name, null, null, old.LineNumber, ShortName(protocol.Name), $"'{old.ShortName}' was removed, {Sender(old.Kind)}{(what.Length == 0 ? string.Empty : " with the id" + what)}"));
    }

    private void CompareStructs(ISet<string> unknown)
    {
        foreach (LockedRecord now in _present.Structs.Values)
        {
            if (_locked.Structs.TryGetValue(now.Name, out LockedRecord? old))
            {
                CompareRecord(old, now, null);
            }
            else
            {
                LockedRecord? renamed = _locked.Structs.Values.FirstOrDefault(candidate => !_present.Structs.ContainsKey(candidate.Name) && AreEqual(candidate, now));
                AddStale(null, now.Name, Subject(now), renamed is null ? "is not recorded in the lock yet" : $"has the name '{renamed.Name}' in the lock");
            }
        }

        // What no message contains may have been moved into its users byte for byte, so that nobody can say that it breaks something.
        foreach (LockedRecord old in _locked.Structs.Values.Where(old => !_present.Structs.ContainsKey(old.Name) && !unknown.Contains(old.Name) && !_typeExists(old.Name)))
        {
            if (!_present.Structs.Values.Any(now => !_locked.Structs.ContainsKey(now.Name) && AreEqual(old, now)))
            {
                _differences.Add(new WireDifference(Breaks: false, null, null, null, old.LineNumber, old.Name, "is in the lock, and no longer in the project"));
            }
        }
    }

    private void CompareRecord(LockedRecord old, LockedRecord now, string? protocol)
    {
        int before = _differences.Count;
        CompareLines(old, now, protocol);
        if (_differences.Count > before)
        {
            // What is said of the record as a whole follows from its members: where they are, how long they are together.
            return;
        }

        foreach (string key in old.Facts.Keys.Union(now.Facts.Keys))
        {
            CompareFact(
                protocol, now.Name, Subject(now), key, Fact(old.Facts, key), Fact(now.Facts, key), Placed(Fact(old.Facts, key), old.Members), Placed(Fact(now.Facts, key), now.Members), old.LineNumber);
        }

        if (_differences.Count == before && old.Text != now.Text)
        {
            AddStale(protocol, now.Name, Subject(now), "has changed in a way that breaks nothing, and the lock does not say so yet");
        }
    }

    private void CompareFact(string? protocol, string? record, string subject, string key, string? old, string? now, string? oldPlaced, string? nowPlaced, int line)
    {
        if (oldPlaced is null || nowPlaced is null ? oldPlaced != nowPlaced : !AreEqual(oldPlaced, nowPlaced))
        {
            _differences.Add(new WireDifference(
                Breaks: true, protocol, record, null, line, subject, $"the lock has {(old is null ? "no " + key : $"the {key} '{old}'")}, and here {(now is null ? "is none" : $"it is '{now}'")}"));
        }
    }

    /// <summary>Compares the members by place: what is the same in front and behind is passed over, and what is left is different, new or gone.</summary>
    private void CompareLines(LockedRecord old, LockedRecord now, string? protocol)
    {
        int front = 0;
        while (front < old.Lines.Count && front < now.Lines.Count && AreEqual(old, old.Lines[front], now, now.Lines[front]))
        {
            front++;
        }

        int back = 0;
        while (back < old.Lines.Count - front && back < now.Lines.Count - front
            && AreEqual(old, old.Lines[old.Lines.Count - 1 - back], now, now.Lines[now.Lines.Count - 1 - back]))
        {
            back++;
        }

        LockedLine[] was = [.. old.Lines.Skip(front).Take(old.Lines.Count - front - back)];
        LockedLine[] isNow = [.. now.Lines.Skip(front).Take(now.Lines.Count - front - back)];
        if (was.Length == 0 && isNow.Length == 0)
        {
            FindMoved(old, now, protocol);
            return;
        }

        if (was.Length == isNow.Length)
        {
            for (int index = 0; index < was.Length; index++)
            {
                if (!AreEqual(old, was[index], now, isNow[index]))
                {
                    Break(was[index], isNow[index], isNow[index]);
                }
            }

            return;
        }

        foreach (LockedLine line in isNow.Where(line => !MayBeAdded(old, line, isLast: back == 0)))
        {
            LockedLine? same = line.Name is null ? null : was.FirstOrDefault(candidate => candidate.Name == line.Name);
            if (same is null)
            {
                _differences.Add(new WireDifference(
                    Breaks: true, protocol, now.Name, line.Name, old.LineNumber, Subject(now, line), $"{line.Where} is {Describe(line)}, which the lock does not have"));
            }
            else if (!AreEqual(old, same, now, line))
            {
                Break(same, line, line);
            }
        }

        foreach (LockedLine line in was.Where(line => line.Name is null || isNow.All(candidate => candidate.Name != line.Name)))
        {
            _differences.Add(new WireDifference(
                Breaks: true, protocol, now.Name, null, old.LineNumber, Subject(now), $"{line.Where} the lock has {Describe(line)}, which is gone"));
        }

        void Break(LockedLine before, LockedLine after, LockedLine at) => _differences.Add(new WireDifference(
            Breaks: true, protocol, now.Name, at.Name, old.LineNumber, Subject(now, at), $"{before.Where} the lock has {Describe(before, after)}, and here is '{after.Text}'"));
    }

    /// <summary>Members of one form that changed places: nobody gives two members each other's names.</summary>
    private void FindMoved(LockedRecord old, LockedRecord now, string? protocol)
    {
        foreach ((LockedLine before, LockedLine after) in old.Lines.Zip(now.Lines, (left, right) => (left, right)))
        {
            if (before.Name != after.Name && before.Name is not null && after.Name is not null && now.Members.Contains(before.Name)
                && old.Lines.FirstOrDefault(line => line.Name == after.Name) is { } origin)
            {
                _differences.Add(new WireDifference(
                    Breaks: true, protocol, now.Name, after.Name, old.LineNumber, Subject(now, after), $"the lock has it {origin.Where}, and here it is {after.Where}"));
            }
        }
    }

    /// <summary>What peers that do not know it never see can stand where the lock has nothing: members of later versions, and at the end those that may be left out.</summary>
    private static bool MayBeAdded(LockedRecord old, LockedLine line, bool isLast) =>
        line.Name is { } name && !old.Members.Contains(name)
        && (line.Text.StartsWith("since version ", StringComparison.Ordinal) || line.Text.StartsWith("from version ", StringComparison.Ordinal) || (isLast && line.Text.StartsWith("when bytes are left: ", StringComparison.Ordinal)));

    private bool AreEqual(LockedRecord old, LockedRecord now) =>
        old.Lines.Count == now.Lines.Count && old.Lines.Zip(now.Lines, (left, right) => AreEqual(old, left, now, right)).All(same => same);

    private bool AreEqual(LockedRecord old, LockedLine left, LockedRecord now, LockedLine right) =>
        (left.Place == "header") == (right.Place == "header")
        && (left.Name is null) == (right.Name is null)
        && (AreEqual(Placed(left.Text, old.Members)!, Placed(right.Text, now.Members)!) || AreEqual(Placed(left.Text, old.Members)!, Placed(Unending(right.Text), now.Members)!));

    /// <summary>The text of a member without the version that no longer has it: peers of earlier versions still get it.</summary>
    private static string Unending(string text) => LaterEnd.Replace(End.Replace(text, string.Empty), "since version ${since}: ");

    /// <summary>Compares texts piece by piece: names of records stand for their bytes.</summary>
    private bool AreEqual(string old, string now)
    {
        if (old == now)
        {
            return true;
        }

        MatchCollection before = RecordName.Matches(old);
        MatchCollection after = RecordName.Matches(now);
        if (before.Count != after.Count || !ShapeComparison.IsSame(RecordName.Replace(old, "<>"), RecordName.Replace(now, "<>")))
        {
            return false;
        }

        for (int index = 0; index < before.Count; index++)
        {
            if (!AreSame(before[index].Value.Trim('<', '>'), after[index].Value.Trim('<', '>')))
            {
                return false;
            }
        }

        return true;
    }

    private bool AreSame(string old, string now)
    {
        if (old == now)
        {
            return true;
        }

        if (!_locked.Structs.TryGetValue(old, out LockedRecord? before) || !_present.Structs.TryGetValue(now, out LockedRecord? after))
        {
            // Messages, which are compared by their ids, or types that the user has written the bytes of: another one is another one only as long as both exist.
            return !_typeExists(old);
        }

        // Records that contain themselves are the same as long as nothing has been found to differ.
        string pair = old + ">" + now;
        if (!_seenStructs.Add(pair))
        {
            return true;
        }

        bool result = AreEqual(before, after);
        _seenStructs.Remove(pair);
        return result;
    }

    private static string? Placed(string? text, IReadOnlyList<string> members) => text is null ? null : Shapes.Placed(text, members);

    private static string? Fact(Dictionary<string, string> facts, string key) => facts.TryGetValue(key, out string? fact) ? fact : null;

    private static bool IsReply(LockedRecord message) => message.Kind.EndsWith("reply", StringComparison.Ordinal) || message.Kind.EndsWith("error", StringComparison.Ordinal);

    private static bool HasId(LockedRecord message, string? id) => id is null ? message.Ids.Count == 0 : message.Ids.Contains(id);

    private static string Sender(string kind) => kind switch
    {
        "request" => "a request",
        "reply" => "a reply",
        "error" => "an error reply",
        "client" => "a message from the client",
        "server" => "a message from the server",
        "message" => "a message from both sides",
        _ => "a " + kind.Replace("both-", "both sides' ").Replace("-", "'s "),
    };

    private static string Describe(LockedLine line) => line.Name is null ? $"'{line.Text}'" : $"'{line.Name}: {line.Text}'";

    private static string Describe(LockedLine line, LockedLine other) => line.Name == other.Name ? $"'{line.Text}'" : Describe(line);

    private static string ShortName(string name) => name.Substring(name.LastIndexOf('.') + 1);

    /// <summary>The record with the type around it, as far as a reader needs it.</summary>
    private static string Subject(LockedRecord record, LockedLine? line = null) => (line?.Name is null ? string.Empty : record.ShortName + "." + line.Name) is { Length: > 0 } member ? member : record.ShortName;

    private void AddStale(string? protocol, string? record, string subject, string text) =>
        _differences.Add(new WireDifference(Breaks: false, protocol, record, null, -1, record is null ? ShortName(subject) : subject, text));
}
