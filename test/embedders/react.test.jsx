import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { AvatarPttError, TurnEndEvent } from 'avatar-ptt';
import { AvatarPtt } from 'avatar-ptt/react';
import { AvatarInspector } from 'avatar-ptt/react/inspector';
import { createRef } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';

afterEach(cleanup);

describe('AvatarPtt', () => {
  it('is drawn with its properties, attributes and children', async () => {
    render(
      <AvatarPtt data-testid="avatar" pressStyle="hybrid" stop-secs={2.5} strings={{ start: 'Begin' }}>
        <p slot="poster">The librarian</p>
      </AvatarPtt>,
    );
    const avatar = screen.getByTestId('avatar');
    await avatar.updateComplete;
    expect(avatar.pressStyle).toBe('hybrid');
    expect(avatar.turnTaking.customTurnDetection.stopSecs).toBe(2.5);
    expect(avatar.shadowRoot.textContent).toContain('Begin');
    expect(screen.getByText('The librarian').slot).toBe('poster');
  });

  it('calls the listeners of its events', async () => {
    const refused = vi.fn();
    const ended = vi.fn();
    const avatar = createRef();
    render(
      <AvatarPtt
        ref={avatar}
        onPressRefused={({ reason }) => refused(reason)}
        onTurnEnd={({ durationMs }) => ended(durationMs)}
      />,
    );
    avatar.current.press();
    expect(refused).toHaveBeenCalledExactlyOnceWith('not-connected');
    fireEvent(avatar.current, new TurnEndEvent(1, 'release', 900));
    expect(ended).toHaveBeenCalledExactlyOnceWith(900);
  });

  it('gives the element, whose connect() rejects with a code', async () => {
    const codes = [];
    const avatar = createRef();
    render(<AvatarPtt ref={avatar} onSessionError={({ code }) => codes.push(code)} />);
    const error = await act(() => avatar.current.connect().catch((thrown) => thrown));
    expect(error).toBeInstanceOf(AvatarPttError);
    expect(codes).toEqual([error.code]);
  });

  it('is rendered again and taken away', async () => {
    const { rerender, unmount, container } = render(<AvatarPtt mode="hands-free" hotkey="Space" />);
    const avatar = container.firstChild;
    rerender(<AvatarPtt mode="push-to-talk" noMeter />);
    await avatar.updateComplete;
    expect([avatar.mode, avatar.hotkey, avatar.noMeter]).toEqual(['push-to-talk', '', true]);
    unmount();
    expect(container.childNodes).toHaveLength(0);
  });
});

describe('AvatarInspector', () => {
  it('is drawn beside the tag that it is for', async () => {
    render(
      <>
        <AvatarPtt id="librarian" />
        <AvatarInspector data-testid="inspector" htmlFor="librarian" panels="events locks" />
      </>,
    );
    const inspector = screen.getByTestId('inspector');
    await inspector.updateComplete;
    expect(inspector.shadowRoot.querySelectorAll('[role="tab"]')).toHaveLength(2);
  });
});
