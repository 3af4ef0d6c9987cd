using System.Diagnostics;

namespace ProtoSockets.Diagnostics;

/// <summary>How activities end.</summary>
internal static class ActivityTags
{
    public static void End(Activity? activity, in TagList tags, Exception? failure)
    {
        if (activity is null)
        {
            return;
        }

        foreach (KeyValuePair<string, object?> tag in tags)
        {
            activity.SetTag(tag.Key, tag.Value);
        }

        if (failure is not null)
        {
            activity.SetStatus(ActivityStatusCode.Error, failure.Message);
        }

        activity.Dispose();
    }
}
