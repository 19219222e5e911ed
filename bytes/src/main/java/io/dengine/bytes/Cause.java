package io.dengine.bytes;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Describes failures as part of a sentence for a person. The platform's own messages are often no more than a path or a
 * host name.
 */
public final class Cause {
    private Cause() {}

    /** Returns a description of {@code failure}, without a full stop. */
    public static String of(Throwable failure) {
        if (failure instanceof FileSystemException) {
            return of((FileSystemException) failure);
        }
        if (failure instanceof UnknownHostException) {
            String text = textOf(failure);
            int end = text.indexOf(':');
            return "no host is known by the name " + (end < 0 ? text : text.substring(0, end));
        }
        if (failure instanceof UnresolvedAddressException) {
            return "the name of the host is not known";
        }
        if (failure instanceof ConnectException) {
            return textOf(failure) + " (nothing listens there, or a firewall is in the way)";
        }
        return textOf(failure);
    }

    private static String of(FileSystemException failure) {
        String file = failure.getFile();
        if (failure instanceof NoSuchFileException) {
            return "there is no file or directory " + file;
        }
        if (failure instanceof AccessDeniedException) {
            return "the user of this process has no right to use " + file;
        }
        if (failure instanceof FileAlreadyExistsException) {
            return file + " is there already";
        }
        if (failure instanceof NotDirectoryException) {
            return file + " is no directory";
        }
        return textOf(failure);
    }

    private static String textOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }
}
