using System;

namespace WebRun.PowerShell.Binding;

/// <summary>Converts a point of a session's live picture to the same point of the browser, whose own bars are above the picture.</summary>
internal static class PicturePoint
{
    private const double Top = 155;

    /// <summary>The point in the browser's space.</summary>
    /// <exception cref="WebRunException">It is outside the picture.</exception>
    public static (double X, double Y) InBrowser(double[] point, bool isBrowserSpace, string parameter, (int Width, int Height) picture)
    {
        var top = isBrowserSpace ? Top : 0;
        var (x, y) = (point[0], point[1]);
        return x >= 0 && x <= picture.Width && y >= top && y <= top + picture.Height
            ? (x, y - top + Top)
            : throw new WebRunException(
                WebRunErrorId.InvalidParameter,
                FormattableString.Invariant($"The {parameter} {Show(point)} is outside the picture: x goes from 0 to {picture.Width}, y from {top} to {top + picture.Height}."));
    }

    /// <summary>The size of a picture by its description in a session, also after remoting or a file; null where it says none.</summary>
    public static (int Width, int Height)? Size(object? streaming) =>
        Wrapped.Of(streaming, "Width") is int and > 0 and var width && Wrapped.Of(streaming, "Height") is int and > 0 and var height
            ? (width, height)
            : null;

    public static string Show(double[] point) => FormattableString.Invariant($"{point[0]},{point[1]}");
}
