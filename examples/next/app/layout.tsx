import type { Metadata } from 'next';
import type { ReactNode } from 'react';
import Link from 'next/link';

export const metadata: Metadata = { title: 'Next' };

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <nav>
          <Link href="/">Talk</Link> <Link href="/turns">Turns</Link>
        </nav>
        {children}
      </body>
    </html>
  );
}
